import { countTokens, type Draft, split } from '@tallystick/sample-provider/wire';
import type { Answer } from '../call.ts';
import type { Random } from '../random.ts';

/** Characters in one piece of a stream: providers send a few tokens at once when they are busy. */
const pieceLength = 24;

export function draftOf(answer: Answer, random: Random): Draft {
  if (answer.kind === 'text') {
    const { text } = answer;
    return { text, pieces: pieces(text), calls: [], cut: false, tokens: countTokens(text) };
  }
  if (answer.kind === 'embedding') throw new TypeError('an embedding has no words');
  const written = JSON.stringify(answer.arguments);
  const call = { id: random.hex(22), name: answer.name, arguments: written, pieces: pieces(written) };
  return { text: '', pieces: [], calls: [call], cut: false, tokens: countTokens(answer.name + written) };
}

function pieces(text: string): string[] {
  return split(text, Math.ceil(text.length / pieceLength));
}
