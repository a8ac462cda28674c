import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPreview } from './read-preview.ts';

const chat = '/v1/chat/completions';
const whole = (body: unknown) => ({ head: JSON.stringify(body), tail: '' });
const user = (content: unknown) => ({ role: 'user', content });

test.each([
  [chat, { messages: [user('first'), { role: 'assistant', content: 'so' }, user('a\n  refund,\tplease')] }],
  [
    chat,
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'a refund, please' }, { type: 'image_url' }] }] },
  ],
  ['/v1/responses', { input: 'a refund, please' }],
  ['/v1/responses', { input: [user('a refund, please')], instructions: 'be kind' }],
  ['/v1/embeddings', { input: 'a refund, please' }],
  ['/v1/images/generations', { prompt: 'a refund, please' }],
  ['/v1/audio/speech', { input: 'a refund, please' }],
  ['/v1/moderations', { input: 'a refund, please' }],
  ['/v2/chat', { messages: [user('first'), user('a refund, please')] }],
  ['/v2/embed', { texts: ['a refund, please'] }],
  ['/v2/rerank', { query: 'a refund, please', documents: ['one'] }],
  ['/v1beta/models/m:generateContent', { contents: [{ role: 'user', parts: [{ text: 'a refund, please' }] }] }],
  ['/v1beta/models/m:generateContent', { contents: [{ parts: [{ text: 'a refund, please' }] }, { role: 'model' }] }],
  ['/v1beta/models/m:embedContent', { content: { parts: [{ text: 'a refund, please' }] } }],
  [
    '/model/m/converse',
    { system: [{ text: 'be kind' }], messages: [user([{ text: 'a refund,' }, { text: 'please' }])] },
  ],
  ['/model/m/invoke', { anthropic_version: 'bedrock-2023-05-31', messages: [user('a refund, please')] }],
  ['/model/m/invoke', { messages: [user([{ text: 'a refund, please' }])] }],
  ['/model/m/invoke', { inputText: 'a refund, please' }],
  ['/v1/messages', { messages: [user('a refund, please'), user([{ type: 'tool_result', content: 'ok' }])] }],
])('is what the user said last: %s, %j', (path, body) => {
  expect(readPreview(path, whole(body))).toBe('a refund, please');
});

test('is found at the end of a long request, behind what was said before it', () => {
  const text = JSON.stringify({
    messages: [user('first'), user('x'.repeat(9000)), user('last'), { role: 'tool' }],
    tools: [],
  });
  expect(readPreview(chat, { head: text.slice(0, 4000), tail: text.slice(-4000) })).toBe('last');
  const contents = JSON.stringify({
    contents: ['x'.repeat(9000), 'last'].map((text) => ({ role: 'user', parts: [{ text }] })),
  });
  const ends = { head: contents.slice(0, 4000), tail: contents.slice(-4000) };
  expect(readPreview('/v1beta/models/m:streamGenerateContent', ends)).toBe('last');
  const converse = JSON.stringify({ messages: [user([{ text: 'x'.repeat(9000) }]), user([{ text: 'last' }])] });
  const cut = { head: converse.slice(0, 4000), tail: converse.slice(-4000) };
  for (const operation of ['converse', 'invoke']) expect(readPreview(`/model/m/${operation}`, cut)).toBe('last');
  const input = JSON.stringify({ input: [user('x'.repeat(9000)), user('last')] });
  expect(readPreview('/v1/responses', { head: input.slice(0, 4000), tail: input.slice(-4000) })).toBe('last');
});

test('is the beginning of a message that is long itself, or of a request that is in no known format', () => {
  const text = JSON.stringify({ messages: [user('word '.repeat(9000))] });
  const preview = readPreview(chat, { head: text.slice(0, 4000), tail: text.slice(-4000) });
  expect(preview).toBe(`${'word '.repeat(32)}…`);
  expect(readPreview('/v1/other', { head: ' some\n text', tail: '' })).toBe('some text');
  expect(readPreview(chat, { head: 'no JSON', tail: '' })).toBe('no JSON');
  expect(readPreview(chat, { head: ' ', tail: '' })).toBeUndefined();
});

test('is read from whatever the ends hold', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(chat, '/v1/messages', '/x'),
      (head, tail, path) => {
        expect((readPreview(path, { head, tail: `{"role":"user"${tail}` }) ?? '').length).toBeLessThanOrEqual(161);
      },
    ),
  );
});

const part = (name: string, value: string, file = '') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${file && `; filename="${file}"`}\r\n\r\n${value}\r\n`;

test('of a form is its prompt, or else its fields and the names of its files, whose data are never shown', () => {
  const file = part('file', '\uFFFD'.repeat(9000), 'speech.mp3');
  const ends = (form: string) => ({ head: form.slice(0, 4000), tail: form.slice(-4000) });
  const transcriptions = '/v1/audio/transcriptions';
  expect(readPreview(transcriptions, ends(`${file}${part('prompt', 'Rivers')}--b--\r\n`))).toBe('Rivers');
  const untold = 'file: speech.mp3, model: whisper-1';
  expect(readPreview(transcriptions, ends(`${file}${part('model', 'whisper-1')}--b--\r\n`))).toBe(untold);
  expect(readPreview('/v1/files', ends(`${file}${part('model', 'whisper-1')}--b--\r\n`))).toBe(untold);
});
