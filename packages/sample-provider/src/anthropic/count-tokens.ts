import type { Endpoint } from '../endpoint.ts';
import { contentTokens, joinContents } from '../prompt.ts';
import { readJson } from '../read-json.ts';
import { json } from '../reply.ts';
import { promptBlocks, promptSchema } from './message-request.ts';

/** https://docs.claude.com/en/api/messages-count-tokens */
export const countMessageTokens: Endpoint = {
  method: 'POST',
  path: /^\/v1\/messages\/count_tokens$/,
  answer: (call) => {
    const blocks = promptBlocks(readJson(call, promptSchema));
    return json(200, { input_tokens: contentTokens(joinContents(blocks)) });
  },
};
