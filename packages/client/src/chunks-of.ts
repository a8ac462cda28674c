/** What a stream holds, chunk by chunk: not every browser takes it in a `for await`. */
export async function* chunksOf<Chunk>(stream: ReadableStream<Chunk>): AsyncGenerator<Chunk> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // Of a stream that broke off, this fails as its reading did.
    await reader.cancel().catch(() => {});
  }
}
