import type { RequestAnswer } from '@tallystick/client';

/** How providers take a key, and what else their API wants. */
const headersOf: Record<string, readonly string[]> = {
  anthropic: ['x-api-key: $ANTHROPIC_API_KEY', 'anthropic-version: 2023-06-01'],
  openai: ['Authorization: Bearer $OPENAI_API_KEY'],
};

/**
 * The call itself once more, through the edge, for a shell that has the keys. The body is passed to the byte, and in quotes: nothing
 * of it can become a command.
 *
 * @param edgeUrl without a final slash
 */
export function callAsCurl({ request, bodies }: Pick<RequestAnswer, 'request' | 'bodies'>, edgeUrl: string): string {
  const { provider, path } = request;
  const own = headersOf[provider] ?? [
    `Authorization: Bearer $${provider.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`,
  ];
  const headers = ['Content-Type: application/json', 'Tally-Auth: Bearer $TALLY_KEY', ...own];
  // A provider with a base path has it in the path already.
  const url = path.startsWith(`/${provider}/`) ? `${edgeUrl}${path}` : `${edgeUrl}/${provider}${path}`;
  const curl = [`curl ${quoted(url)}`, ...headers.map((header) => `-H "${header}"`)];
  const { text, encoding } = bodies.request ?? { text: '', encoding: 'utf8' };
  if (text === '') return curl.join(' \\\n  ');
  const sent = [...curl, '--data-binary @-'].join(' \\\n  ');
  // A terminal acts on control characters when they are pasted.
  const safe = encoding === 'base64' || /[^\P{Cc}\n\t]/u.test(text) ? base64(text, encoding) : undefined;
  return safe === undefined ? `printf %s ${quoted(text)} | ${sent}` : `printf %s ${safe} | base64 -d | ${sent}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function base64(text: string, encoding: 'utf8' | 'base64'): string {
  if (encoding === 'base64') return quoted(text);
  return quoted(btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')));
}
