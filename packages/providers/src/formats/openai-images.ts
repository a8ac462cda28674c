import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { openaiImagesConversation } from '../conversations/openai-images.ts';
import { readReportedCost } from '../openai/reported-cost.ts';
import { countReader, type Fields, isCount, object } from '../reading/fields.ts';
import { UsageEvents } from '../reading/usage-events.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, type WireFormat } from '../wire-format.ts';

/**
 * https://developers.openai.com/api/reference/resources/images/methods/generate,
 * https://developers.openai.com/api/reference/resources/images/generation-streaming-events. The answer does not name its model.
 */
export const openaiImages: WireFormat = {
  name: 'openai-images',
  matches: (path) => /\/images\/(?:generations|edits|variations)$/.test(path),
  request: readRequest,
  json: ({ usage }) => readAnswer(object(usage), null),
  stream: () => new UsageEvents(telling, readEvents),
  conversation: openaiImagesConversation,
};

/** @param images how many tokens of the output are images, where its details do not tell */
function readAnswer(usage: Fields, images: number | null): AnswerFacts {
  const facts = noFacts();
  facts.usage = readUsage(usage, images, facts.warnings);
  facts.reportedCost = readReportedCost(usage);
  return facts;
}

/** What was read from the cache is told as in OpenAI's realtime answers, if at all. */
function readUsage(usage: Fields, images: number | null, warnings: string[]): Usage {
  const count = countReader(warnings);
  const input = object(usage.input_tokens_details);
  return {
    ...unknownUsage,
    promptTokens: count(usage, 'input_tokens'),
    completionTokens: count(usage, 'output_tokens'),
    cacheReadTokens: count(input, 'cached_tokens'),
    cacheReadImageTokens: count(object(input.cached_tokens_details), 'image_tokens'),
    promptImageTokens: count(input, 'image_tokens'),
    completionImageTokens: count(object(usage.output_tokens_details), 'image_tokens') ?? images,
  };
}

/** Finished images; the others are as far as they are made. */
const telling = /"type"\s*:\s*"\w+\.completed"|"error"/;

/** All output of a stream is images. What the usages of several images count is not documented: then it is unknown. */
function readEvents([completed, another]: readonly Fields[]): AnswerFacts {
  if (!completed || another) return noFacts();
  const usage = object(completed.usage);
  return readAnswer(usage, isCount(usage.output_tokens) ? usage.output_tokens : null);
}
