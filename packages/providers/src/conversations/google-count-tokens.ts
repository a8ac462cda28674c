import type { AskedConversation, ConversationFormat } from '../conversation.ts';
import { field } from '../google/content-part.ts';
import type { JsonText } from '../reading/json-text.ts';
import { saysNothing } from '../reading/says-nothing.ts';
import { googleGenerateContentConversation } from './google-generate-content.ts';

/** What was counted, which may be a whole request: https://ai.google.dev/api/tokens */
export const googleCountTokensConversation: ConversationFormat = {
  request: readRequest,
  ...saysNothing,
};

function readRequest(body: JsonText): AskedConversation {
  const request = field(body, 'generateContentRequest');
  return googleGenerateContentConversation.request(request.isGiven ? request : body);
}
