import { createHash } from 'node:crypto';
import type { Behaviour } from './behaviour.ts';
import { newId } from './ids.ts';
import { schemaValue } from './schema-value.ts';
import { texts } from './texts.ts';
import { countTokens } from './tokens.ts';

export interface DraftTool {
  name: string;
  schema: unknown;
}

export interface DraftRequest {
  /** What the user said last: the same question gets the same answer. */
  question: string;
  /** The tools to call, all at once. Empty for an answer in words. */
  calls: readonly DraftTool[];
  /** The JSON Schema that the answer must satisfy. */
  schema?: unknown;
  maxTokens: number | undefined;
  behaviour: Behaviour;
  /** Which of several answers to the question this is. */
  index?: number;
}

/** What the model answers, before it is put into a wire format. */
export interface Draft {
  /** Its pieces, joined, are the whole text. */
  pieces: string[];
  text: string;
  /** `id` comes after the prefix that a wire format gives to ids of calls. */
  calls: { id: string; name: string; arguments: string; pieces: string[] }[];
  /** The token limit ended the text. */
  cut: boolean;
  /** The tokens of text and calls. */
  tokens: number;
}

export function draft({ question, calls, schema, maxTokens, behaviour, index = 0 }: DraftRequest): Draft {
  const seed = createHash('sha256').update(question).digest().readUInt32BE(0) + index;
  if (calls.length > 0) {
    const made = calls.map(({ name, schema: parameters }) => {
      const written = JSON.stringify(schemaValue(parameters, seed));
      return { id: newId(''), name, arguments: written, pieces: split(written, behaviour.chunks) };
    });
    const tokens = countTokens(made.map((call) => call.name + call.arguments).join(''));
    return { pieces: [], text: '', calls: made, cut: false, tokens };
  }
  let text = schema === undefined ? (texts[seed % texts.length] ?? '') : JSON.stringify(schemaValue(schema, seed));
  if (behaviour.answer !== undefined) text = behaviour.answer;
  else if (schema === undefined) text = fit(text, behaviour);
  const limit = maxTokens === undefined ? Number.POSITIVE_INFINITY : maxTokens * 4;
  const cut = text.length > limit;
  if (cut) text = wellFormed(text.slice(0, limit));
  return { pieces: split(text, behaviour.chunks), text, calls: [], cut, tokens: countTokens(text) };
}

/** The text as long as the caller asked, and long enough for the pieces asked for. */
function fit(text: string, { characters, chunks = 0 }: Behaviour): string {
  if (characters !== undefined) return wellFormed(repeat(text, characters).slice(0, characters));
  return text.length < chunks * 2 ? repeat(text, chunks * 2) : text;
}

function repeat(text: string, atLeast: number): string {
  const spaced = `${text}\n\n`;
  return spaced.repeat(Math.ceil(atLeast / spaced.length));
}

/** A character that the end of the text has cut in two is left out. */
function wellFormed(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? `${text.slice(0, -1)}.` : text;
}

const mostPieces = 1000;

/** Splits between characters: into `count` pieces, or into tokens of four characters while those are not too many. */
export function split(text: string, count = Math.min(Math.ceil(text.length / 4), mostPieces)): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let piece = 1; piece <= count && start < text.length; piece++) {
    let end = Math.floor((piece * text.length) / count);
    if (/[\udc00-\udfff]/.test(text.charAt(end))) end++;
    if (end > start) pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
