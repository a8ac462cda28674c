import type { ConversationFormat } from './conversation.ts';
import { unknownPart } from './conversation-parts.ts';
import { saysNothing } from './reading/says-nothing.ts';

/** For answers whose `results` are ranks or judgements: they are given in their own words. */
export const answersResults: Pick<ConversationFormat, 'json' | 'stream'> = {
  json: (body) => {
    const results = body.get('results');
    const output = results.isGiven ? [{ role: 'assistant', parts: [unknownPart(results, 'results')] }] : [];
    return { output, complete: body.whole };
  },
  stream: saysNothing.stream,
};
