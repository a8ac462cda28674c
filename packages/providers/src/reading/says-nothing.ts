import type { ConversationFormat } from '../conversation.ts';

/** For answers that are numbers and say nothing. */
export const saysNothing: Pick<ConversationFormat, 'json' | 'stream'> = {
  json: (body) => ({ output: [], complete: body.whole }),
  stream: () => ({ event: () => {}, end: (complete) => ({ output: [], complete }) }),
};
