import type { Wire } from './provider.ts';

/** A longer value is none of these. Characters. */
const longest = 256;

/**
 * The headers of an answer that say what its body leaves out, by wire; most have none. Bedrock counts the tokens of what is not streamed there,
 * and names the tier that served it: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html. The counts are in no
 * reference, and in every answer: https://docs.litellm.ai/docs/providers/bedrock
 */
const named: Readonly<Partial<Record<Wire, readonly string[]>>> = {
  bedrock: [
    'x-amzn-errortype',
    'x-amzn-bedrock-performanceconfig-latency',
    'x-amzn-bedrock-service-tier',
    'x-amzn-bedrock-input-token-count',
    'x-amzn-bedrock-output-token-count',
    'x-amzn-bedrock-cache-read-input-token-count',
    'x-amzn-bedrock-cache-write-input-token-count',
  ],
};

/** What an answer's headers say beside its body; `undefined` for a wire whose answers say nothing there. */
export function answerHeadersOf(wire: Wire, headers: Headers): Record<string, string> | undefined {
  const names = named[wire];
  if (!names) return undefined;
  const values = names.map((name) => [name, headers.get(name) ?? ''] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== '' && value.length <= longest));
}
