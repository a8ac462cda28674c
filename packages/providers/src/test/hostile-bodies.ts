/** Bodies that no provider sends, each of about so many bytes: to take a reader's time or memory, or to make it throw. */
export const hostileBodies: Readonly<Record<string, (size: number) => string>> = {
  'a string without end': (size) => `{"id":"${'x'.repeat(size)}`,
  'a string of escaped quotes': (size) => `{"content":"${'\\"'.repeat(size / 2)}"}`,
  'nothing but backslashes': (size) => `{"content":"${'\\'.repeat(size)}"}`,
  'white space': (size) => ' '.repeat(size),
  'bytes of nothing': (size) => '\0'.repeat(size),
  'a line without end': (size) => `data: ${'x'.repeat(size)}`,
  'a number without end': (size) => `{"usage":{"prompt_tokens":${'9'.repeat(size)}}}`,
  'an event in lines without end': (size) => 'data: {\n'.repeat(size / 8),
  'events of nothing': (size) => 'data: {}\n\n'.repeat(size / 10),
  'events of no JSON': (size) => 'data:{\r\r'.repeat(size / 8),
  'keep-alive comments': (size) => ': ok\n\n'.repeat(size / 6),
  'blank lines': (size) => '\r\n'.repeat(size / 2),
  'lists within lists': (size) => `{"content":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}`,
  'lists that never close': (size) => '['.repeat(size),
  'objects within objects': (size) => '{"error":'.repeat(size / 9),
  'usage within usage': (size) => `${'{"usage":'.repeat(size / 10)}1${'}'.repeat(size / 10)}`,
  'tool results within tool results': (size) =>
    `{"messages":[{"content":[${'{"type":"tool_result","content":['.repeat(size / 34)}`,
  'empty objects': (size) => `{"content":[${'{},'.repeat(size / 3)}{}]}`,
  'empty contents in every message': (size) =>
    asked(`{"content":[${'{},'.repeat(9_999)}{}],"parts":[${'{},'.repeat(9_999)}{}]}`, size),
  'numbers for contents': (size) => asked(`{"content":[${'1,'.repeat(9_999)}1],"parts":[1]}`, size),
  'a list of entries that are no JSON': (size) => `[${'{a},'.repeat(size / 4)}`,
  'a list of entries that are no objects': (size) => `[${'1,'.repeat(size / 2)}1]`,
  'fields of ever other names': (size) => `{${counted((n) => `"k${n}":1,`, size)}"id":"a"}`,
  'usage of ever other names': (size) =>
    events((n) => ({ usage: { [`k${n}`]: 1 }, usageMetadata: { [`k${n}`]: 1 }, x_groq: { usage: { [n]: 1 } } }), size),
  'a message that grows': (size) =>
    events((n) => ({ type: 'message_delta', delta: { [`k${n}`]: 1 }, usage: {} }), size),
  'a long message that is told again and again': (size) =>
    `data: {"type":"message_start","message":{${counted((n) => `"k${n}":1,`, size / 2)}"usage":{}}}\n\n${events(() => ({ type: 'message_delta', delta: { a: 1 } }), size / 2)}`,
  'ever other choices': (size) =>
    events((n) => ({ choices: [{ index: n, usage: { [n]: 1 } }], candidates: [{ index: n }] }), size),
  'ever other blocks': (size) =>
    events((n) => ({ type: 'content_block_delta', index: n, output_index: n, delta: {} }), size),
  'ever other pieces': (size) =>
    events((n) => ({ type: 'response.output_text.delta', content_index: n, delta: 'a' }), size),
  'ever other tool calls': (size) =>
    events((n) => ({ choices: [{ delta: { tool_calls: [{ index: n, function: {} }] } }] }), size),
  'citations without end': (size) =>
    events(() => ({ type: 'content_block_delta', delta: { type: 'citations_delta', citation: {} } }), size),
  'annotations without end': (size) => events(() => ({ choices: [{ delta: { annotations: [{}, {}, {}] } }] }), size),
  'sources without end': (size) =>
    events(
      (n) => ({
        candidates: [{ groundingMetadata: { groundingChunks: [{ [`k${n}`]: 1 }], webSearchQueries: [`${n}`] } }],
      }),
      size,
    ),
  'iterations without end': (size) =>
    `{"usage":{"input_tokens":1,"iterations":[${'{"type":"compaction","input_tokens":-1},'.repeat(size / 40)}{}]}}`,
};

function asked(message: string, size: number): string {
  const messages = new Array(Math.ceil(size / message.length)).fill(message).join();
  return `{"messages":[${messages}],"contents":[${messages}]}`;
}

function events(event: (n: number) => object, size: number): string {
  return counted((n) => `data: ${JSON.stringify(event(n))}\n\n`, size);
}

function counted(text: (n: number) => string, size: number): string {
  const texts: string[] = [];
  for (let n = 0, length = 0; length < size; n++) {
    const next = text(n);
    texts.push(next);
    length += next.length;
  }
  return texts.join('');
}
