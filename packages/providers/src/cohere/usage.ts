import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, isCount, object } from '../reading/fields.ts';

/**
 * The units that Cohere bills, or without them the tokens that its model took: more, since Cohere adds some of its own, and bills
 * none of these (https://docs.cohere.com/docs/how-does-cohere-pricing-work). What was cached is counted among the model's:
 * how much of the billed ones it is, is told only where both are the same number. Images are not among the input tokens.
 *
 * @param usage of a chat, or the `meta` of other answers
 */
export function readCohereUsage(usage: Fields, warnings: string[]): Usage {
  const count = countReader(warnings);
  const billed = object(usage.billed_units);
  const taken = object(usage.tokens);
  const text = count(billed, 'input_tokens');
  const images = count(billed, 'image_tokens');
  const takenInput = count(taken, 'input_tokens');
  const promptTokens = text === null ? takenInput : text + (images ?? 0);
  const cached = count(usage, 'cached_tokens');
  return {
    ...unknownUsage,
    promptTokens: isCount(promptTokens) ? promptTokens : null,
    completionTokens: count(billed, 'output_tokens') ?? count(taken, 'output_tokens'),
    cacheReadTokens: cached === 0 || promptTokens === takenInput ? cached : null,
    promptImageTokens: images,
  };
}

/**
 * What is billed otherwise than by tokens of text. Without billed units there is no telling what was billed.
 * https://docs.cohere.com/reference/embed, https://docs.cohere.com/reference/rerank
 */
export function cohereBilledApart(usage: Fields): string[] {
  const billed = object(usage.billed_units);
  const apart = unitsApart.filter((name) => typeof billed[name] === 'number' && billed[name] > 0);
  const untold = !isCount(billed.input_tokens) && Object.keys(object(usage.tokens)).length > 0;
  return untold ? [...apart, 'billed_units'] : apart;
}

const unitsApart = ['search_units', 'classifications', 'images', 'image_tokens', 'pages'];
