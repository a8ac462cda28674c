import { type Field, findField } from '@tallystick/filter';

/** What is being typed where the caret stands, and which part of the line a choice takes the place of. */
export type Typed =
  | { kind: 'field'; text: string; from: number; to: number }
  | { kind: 'value'; field: Field; text: string; from: number; to: number };

/** Undefined where nothing can be completed: in text that is searched for, or behind a name that is no field. */
export function typedAt(line: string, caret: number): Typed | undefined {
  const { start, colon, value, quoted } = partAt(line, caret);
  if (colon === undefined) {
    if (quoted && !/^[a-z_]+\./.test(line.slice(start, caret))) return undefined;
    return { kind: 'field', text: line.slice(start, caret), from: start, to: endOf(line, caret, /[\s():"]/) };
  }
  const field = findField(line.slice(start, colon).replaceAll('"', ''));
  if (!field) return undefined;
  const sign = /^(?:>=|<=|!=|[><=])/.exec(line.slice(value, caret))?.[0] ?? '';
  const from = value + sign.length;
  const text = line.slice(from, caret).replaceAll('"', '');
  return { kind: 'value', field, text, from, to: quoted ? endOf(line, caret, /"/) + 1 : endOf(line, caret, /[\s(),]/) };
}

/** Where the part at the caret begins, where its colon stands and its last value begins, and whether the caret stands in quotes. */
function partAt(line: string, caret: number) {
  let start = 0;
  let colon: number | undefined;
  let value = 0;
  let quoted = false;
  for (let i = 0; i < caret; i++) {
    const character = line[i] ?? '';
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (/[\s()]/.test(character) || (character === '-' && i === start)) {
      start = i + 1;
      colon = undefined;
    } else if (character === ':' && colon === undefined) {
      colon = i;
      value = i + 1;
    } else if (character === ',' && colon !== undefined) value = i + 1;
  }
  return { start, colon, value, quoted };
}

function endOf(line: string, caret: number, end: RegExp): number {
  const rest = line.slice(caret).search(end);
  return rest < 0 ? line.length : caret + rest;
}
