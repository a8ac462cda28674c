/** The places of a JSON text's tokens, in their order. Of a text that is no JSON it reads what brackets and quotes allow. */
function* tokens(text: string): Generator<readonly [start: number, end: number]> {
  const literal = /[^\s{}[\],:"]+/y;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const character = text[at] ?? '';
    if (/\s/.test(character)) at += 1;
    else if (character === '"') {
      at = endOfString(text, at);
      yield [start, at];
    } else {
      literal.lastIndex = at;
      at += literal.exec(text)?.[0].length ?? 1;
      yield [start, at];
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at + 1;
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * JSON on lines, indented, with each value as its writer wrote it: nothing is parsed and written anew, which would round
 * `90071992547409931`.
 *
 * @returns undefined when the text is no JSON object or list
 */
export function layoutJson(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text) || !isJson(text)) return undefined;
  const laidOut: string[] = [];
  let depth = 0;
  let opened = false;
  const line = () => `\n${'  '.repeat(Math.min(depth, 40))}`;
  for (const [start, end] of tokens(text)) {
    const token = text.slice(start, end);
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (closes !== opened) laidOut.push(line());
    opened = token === '{' || token === '[';
    laidOut.push(token === ':' ? ': ' : token);
    if (opened) depth += 1;
    // The next value stands on its own line, as what follows an opening bracket does.
    if (token === ',') laidOut.push(line());
  }
  return laidOut.join('');
}

/** The entries of a JSON object, each value as it is written; none of what is no object. */
export function entriesOf(text: string): [name: string, json: string][] {
  if (!/^\s*\{/.test(text) || !isJson(text)) return [];
  const entries: [string, string][] = [];
  let depth = 0;
  let name: string | undefined;
  let value: { start: number; end: number } | undefined;
  for (const [start, end] of tokens(text)) {
    const token = text.slice(start, Math.min(end, start + 1));
    if (token === '}' || token === ']') depth -= 1;
    const ends = (depth === 1 && token === ',') || depth === 0;
    if (ends && name !== undefined && value) {
      entries.push([name, text.slice(value.start, value.end)]);
      name = undefined;
      value = undefined;
    } else if (depth === 1 && name === undefined && token === '"') name = JSON.parse(text.slice(start, end)) as string;
    else if (name !== undefined && !(value === undefined && token === ':'))
      value = { start: value?.start ?? start, end };
    if (token === '{' || token === '[') depth += 1;
  }
  return entries;
}
