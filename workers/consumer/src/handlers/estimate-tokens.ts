import { bodyText } from '@tallystick/bodies';
import { notEstimated, type RequestRow, type Usage } from '@tallystick/log';
import { textOf } from '@tallystick/providers';
import { type Counts, countCall, noCounts } from '../estimates/count-call.ts';
import type { Measured } from './read-usage.ts';

export interface Estimated extends Measured {
  /** As the provider told it; where it told nothing, as it was counted from what was said. */
  usage: Usage;
  tokensSource: RequestRow['tokens_source'];
}

/**
 * Counts the tokens that the provider does not tell, once an answer has begun: of a stream without usage, one that was cut, a server
 * that counts nothing. A side of the call whose tokens do not follow from its texts stays unknown, and a warning says why.
 */
export async function estimateTokens(log: Measured): Promise<Estimated> {
  const { usage, tokensSource } = log.facts;
  const { prompt, output } = isUntold(log) ? await count(log) : noCounts;
  const warnings = [
    ...log.warnings,
    ...(typeof prompt === 'string' ? [notEstimated.prompt + prompt] : []),
    ...(typeof output === 'string' ? [notEstimated.output + output] : []),
  ];
  if (typeof prompt !== 'number' && typeof output !== 'number') return { ...log, warnings, usage, tokensSource };
  const promptTokens = usage.promptTokens ?? countOf(prompt);
  const completionTokens = usage.completionTokens ?? countOf(output);
  return { ...log, warnings, usage: { ...usage, promptTokens, completionTokens }, tokensSource: 'estimated' };
}

function countOf(side: Counts['prompt']): number | null {
  return typeof side === 'number' ? side : null;
}

function isUntold(log: Measured): boolean {
  const { call, facts, response } = log;
  const { promptTokens, completionTokens } = facts.usage;
  // An answer that is no text, such as one in numbers, has no output to tell.
  const isTold = promptTokens !== null && (completionTokens !== null || !isStream(log));
  const isAnswer = call.method === 'POST' && call.status > 0 && call.status < 400 && response.bytes.length > 0;
  return !isTold && isAnswer;
}

const decoder = new TextDecoder();

function isStream({ call, facts }: Measured): boolean {
  return call.streamed || facts.stream;
}

function count(log: Measured): Promise<Counts> {
  const { call, facts } = log;
  const { usage, outputSoFar } = facts;
  const response = bodyText(log.response);
  return countCall({
    path: call.path,
    request: textOf(log.request),
    response: decoder.decode(response.utf8),
    responseEncoding: response.encoding,
    isStream: isStream(log),
    isCaptureCut: call.finish === 'truncated',
    outputSoFar,
    model: facts.model || facts.requestedModel,
    effort: facts.requestedEffort,
    hasExtras: facts.billedApart.length > 0 || Object.keys(facts.extras).length > 0,
    wants: { prompt: usage.promptTokens === null, output: usage.completionTokens === null },
  });
}
