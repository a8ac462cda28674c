import { type Fields, isCount, list, object, word } from '../reading/fields.ts';

/** What an answer of OpenAI's took of the tools that OpenAI runs for a fee. */
export interface HostedTools {
  /** Searches of the web, other than those of the older tool, which has other prices; null where there were none. */
  webSearches: number | null;
  extras: Record<string, number>;
  /** What was billed, by the names of its items, and nobody says how much of it. */
  uncounted: string[];
}

export const noTools: HostedTools = { webSearches: null, extras: {}, uncounted: [] };

/**
 * Counts the tools that OpenAI ran: searches, and containers, of which each is billed once however much was run in it.
 * https://developers.openai.com/api/docs/pricing#built-in-tools
 */
export function hostedTools(body: Fields): HostedTools {
  const items = list(body.output).map(object);
  const tools = list(body.tools).map(object);
  const searches = searchesOf(body, items);
  const isPreview = tools.some(({ type }) => word(type).startsWith('web_search_preview'));
  return {
    webSearches: isPreview || searches === 0 ? null : searches,
    extras: {
      ...(isPreview && searches > 0 ? { web_search_preview: searches } : {}),
      ...extra('file_search', items.filter(({ type }) => type === 'file_search_call').length),
      ...extra(`container_${memoryOf(tools)}`, containersOf(items)),
    },
    uncounted: hasImages(body, items) ? ['image_generation_call'] : [],
  };
}

/**
 * As the usage counts them; answers from before it did list what the model did: only searches are billed, not the pages that it opened.
 * https://developers.openai.com/api/docs/guides/tools-web-search
 */
function searchesOf(body: Fields, items: readonly Fields[]): number {
  const { num_requests } = object(object(body.tool_usage).web_search);
  if (isCount(num_requests)) return num_requests;
  const searched = items.filter(({ type, action }) => type === 'web_search_call' && isSearch(object(action).type));
  return searched.length;
}

function isSearch(action: unknown): boolean {
  return action === undefined || action === 'search';
}

/** A shell runs in a container of OpenAI's unless the answer names the caller's own machine; those without an id count as one. */
function containersOf(items: readonly Fields[]): number {
  const ids = items.flatMap(({ type, environment, container_id }) => {
    const { type: place, container_id: shell } = object(environment);
    if (type === 'code_interpreter_call') return [word(container_id)];
    return type === 'shell_call' && place !== 'local' ? [word(shell)] : [];
  });
  return new Set(ids).size;
}

/** A container that was made for the call has the memory that its tool asked for; it has the least where nobody asked. */
function memoryOf(tools: readonly Fields[]): string {
  const asked = tools.map(({ container, environment }) => object(container ?? environment).memory_limit);
  return ['64g', '16g', '4g'].find((memory) => asked.includes(memory)) ?? '1g';
}

/** Images have another model's tokens, at its price. */
function hasImages(body: Fields, items: readonly Fields[]): boolean {
  const counts = Object.values(object(object(body.tool_usage).image_gen));
  const isCounted = counts.some((count) => typeof count === 'number' && count > 0);
  return isCounted || items.some(({ type }) => type === 'image_generation_call');
}

function extra(name: string, count: number): Record<string, number> {
  return count > 0 ? { [name]: count } : {};
}
