import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callAsCurl } from './call-as-curl.ts';

type Call = Parameters<typeof callAsCurl>[0];

const call = (text: string, encoding: 'utf8' | 'base64' = 'utf8', provider = 'openai', path = '/v1/chat/completions') =>
  ({
    request: { provider, path },
    bodies: { request: { text, encoding }, response: null, missing: '' },
  }) as unknown as Call;

/** What a shell that runs the line hands to curl. */
function run(line: string): { args: string[]; body: string } {
  const curl = `curl() { printf '%s\\0' "$@"; printf 'BODY\\0'; cat; }; TALLY_KEY=tk OPENAI_API_KEY=ok\n${line}`;
  const [args = '', body = ''] = execFileSync('bash', ['-c', curl], { input: '' }).toString().split('BODY\0');
  return { args: args.split('\0').slice(0, -1), body };
}

test('the call goes through the edge with the keys of the shell and the body as it was', () => {
  const { args, body } = run(callAsCurl(call('{"model":"gpt-4o","say":"it\'s"}'), 'https://edge.example.com'));
  expect(args).toEqual([
    'https://edge.example.com/openai/v1/chat/completions',
    ...['-H', 'Content-Type: application/json', '-H', 'Tally-Auth: Bearer tk', '-H', 'Authorization: Bearer ok'],
    ...['--data-binary', '@-'],
  ]);
  expect(body).toBe('{"model":"gpt-4o","say":"it\'s"}');
});

test('whatever the body, a shell passes it on and runs nothing of it', () => {
  const hostile = ["'; exit 9; '", '$(exit 9)`exit 9`', '\\', "\x1b[201~\nexit 9\n'", 'a\0b', '\n'];
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme', minLength: 1 })), (text) => {
      const line = callAsCurl(call(text), 'https://edge.example.com');
      expect(run(line).body).toBe(text);
      expect(line).not.toMatch(/[^\P{Cc}\n\t]/u);
    }),
    { numRuns: 40 },
  );
});

test('a body that is no text goes as its bytes', () => {
  expect(run(callAsCurl(call('aMOkbGxv', 'base64'), 'https://edge.example.com')).body).toBe('hällo');
});

test('Anthropic takes its key in a header of its own', () => {
  const line = callAsCurl(call('{}', 'utf8', 'anthropic', '/v1/messages'), 'https://edge.example.com');
  expect(line).toContain("'https://edge.example.com/anthropic/v1/messages'");
  expect(line).toContain('-H "x-api-key: $ANTHROPIC_API_KEY"');
});
