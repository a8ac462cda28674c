import { bedrockTextConversation } from '../bedrock/text-conversation.ts';
import type { AnsweredConversation, ConversationFormat, ConversationStream } from '../conversation.ts';
import type { JsonText } from '../reading/json-text.ts';
import { anthropicMessagesConversation } from './anthropic-messages.ts';
import { bedrockConverseConversation } from './bedrock-converse.ts';
import { openaiChatCompletionsConversation } from './openai-chat-completions.ts';
import { openaiCompletionsConversation } from './openai-completions.ts';

/**
 * Both bodies are what the model's maker defines, and are told apart by what they look like, since an ARN need not name the model.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export const bedrockInvokeModelConversation: ConversationFormat = {
  request: (body) => askedIn(body).request(body),
  json: (body) => answeredIn(body).json(body),
  stream: () => new InvokeConversation(),
};

function askedIn(body: JsonText): ConversationFormat {
  if (body.get('anthropic_version').isGiven) return anthropicMessagesConversation;
  const [message] = body.get('messages').items();
  if (!message) return bedrockTextConversation;
  const [content] = message.get('content').items();
  // Amazon's blocks have no type.
  const isNova = content?.isObject === true && !content.get('type').isGiven;
  return isNova || body.get('schemaVersion').isGiven ? bedrockConverseConversation : openaiChatCompletionsConversation;
}

/** @param body an answer, or the first event of one */
function answeredIn(body: JsonText): ConversationFormat {
  if (/^(?:message|content_block|ping)/.test(body.get('type').word)) return anthropicMessagesConversation;
  const [choice] = body.get('choices').items();
  if (choice) return choice.get('text').isGiven ? openaiCompletionsConversation : openaiChatCompletionsConversation;
  const isNova = nova.some((name) => body.get(name).isObject);
  return isNova ? bedrockConverseConversation : bedrockTextConversation;
}

const nova = ['output', 'messageStart', 'contentBlockStart', 'contentBlockDelta', 'messageStop', 'metadata'];

class InvokeConversation implements ConversationStream {
  #stream: ConversationStream | undefined;

  event(event: JsonText): void {
    this.#stream ??= answeredIn(event).stream();
    this.#stream.event(event);
  }

  end(): AnsweredConversation {
    return this.#stream?.end(false) ?? { output: [], complete: false };
  }
}
