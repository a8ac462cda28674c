// What the two APIs write, for whoever makes answers without calling the server.
export { messageEvents } from './anthropic/message-events.ts';
export { messageOf } from './anthropic/messages.ts';
export { type Draft, split } from './draft.ts';
export { type ChatHead, chatCompletion, chatEvents } from './openai/chat-completions.ts';
export { datedModel } from './openai/models.ts';
export { eventText } from './reply.ts';
export { countTokens } from './tokens.ts';
