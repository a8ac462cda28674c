/**
 * Models that are billed for a reasoning which their answers neither show nor mention:
 * https://developers.openai.com/api/docs/guides/reasoning, https://ai.google.dev/gemini-api/docs/thinking,
 * https://docs.x.ai/developers/model-capabilities/text/reasoning
 */
const hiding =
  /(?:^|[/:])(?:o[134]\b|gpt-[5-9](?!.*-chat)|chat-latest|codex|gemini-(?:2\.5|[3-9])|grok-[4-9](?!.*-non-reasoning))/;

/** Those of them that reason only when they are asked to. */
const onRequest = /(?:^|[/:])gpt-5\.[12](?!.*-(?:pro|codex))/;

/**
 * Whether there may be reasoning that cannot be counted.
 *
 * @param effort how much reasoning the caller asked for, '' where the caller did not say
 */
export function hidesReasoning(model: string, effort: string): boolean {
  if (effort === 'none' || (effort === '' && onRequest.test(model))) return false;
  return hiding.test(model);
}
