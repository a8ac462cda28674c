import { chunksOf } from './chunks-of.ts';
import { TallyError } from './tally-error.ts';

/**
 * The lines of an answer that is a file, as they come.
 *
 * @throws TallyError when it ends within a line
 */
export async function* linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  // In pieces until its end comes: a long one has many.
  let line: string[] = [];
  for await (const text of chunksOf(bytes.pipeThrough(new TextDecoderStream()))) {
    const [end = '', ...others] = text.split('\n');
    const begun = others.pop();
    line.push(end);
    if (begun === undefined) continue;
    yield line.join('');
    yield* others;
    line = [begun];
  }
  if (line.some((piece) => piece !== '')) throw new TallyError(200, 'unreadable', 'the answer broke off within a line');
}
