/** Proxies take URLs of 8 to 16 KB; Cloudflare's limit is 16 KB. Characters. */
const longestUrl = 4_096;

const prefix = 'param_';

/**
 * Moves a statement's parameters from a long URL into its body, as a form of which the statement is the field `query`
 * (https://clickhouse.com/docs/interfaces/http). The client would do so for what answers
 * rows, and not for commands.
 *
 * @returns the request to send, or `undefined` when it can go as it is
 */
export function parametersInBody(
  input: string | URL | Request,
  { headers, body, ...init }: RequestInit,
): { url: URL; init: RequestInit } | undefined {
  if (input instanceof Request || typeof body !== 'string' || String(input).length <= longestUrl) return undefined;
  const url = new URL(input);
  const all = [...url.searchParams];
  const parameters = all.filter(([name]) => name.startsWith(prefix));
  if (parameters.length === 0) return undefined;
  // To delete one after the other takes time that grows with their square.
  url.search = String(new URLSearchParams(all.filter(([name]) => !name.startsWith(prefix))));
  const form = new FormData();
  form.set('query', body);
  for (const [name, value] of parameters) form.set(name, value);
  const kept = new Headers(headers);
  // The form has a type of its own, with its boundary.
  kept.delete('content-type');
  return { url, init: { ...init, headers: kept, body: form } };
}
