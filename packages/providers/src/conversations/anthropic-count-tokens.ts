import type { ConversationFormat } from '../conversation.ts';
import { saysNothing } from '../reading/says-nothing.ts';
import { anthropicMessagesConversation } from './anthropic-messages.ts';

/** What was counted: https://platform.claude.com/docs/en/build-with-claude/token-counting */
export const anthropicCountTokensConversation: ConversationFormat = {
  request: anthropicMessagesConversation.request,
  ...saysNothing,
};
