/**
 * The least that logging takes: both bodies kept, the first byte noticed, one message to the queue, and nothing checked,
 * removed or named. What the edge costs above this is its own.
 */
export default {
  async fetch(request: Request, env: { UPSTREAM: string; CALLS: Queue }, context: ExecutionContext): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const sent = await request.arrayBuffer();
    const upstream = await fetch(env.UPSTREAM + pathname + search, { method, headers, body: sent });
    if (!upstream.body || upstream.headers.has('content-length')) {
      const answer = await upstream.arrayBuffer();
      context.waitUntil(log(answer));
      return new Response(answer, upstream);
    }
    const [toClient, toLog] = upstream.body.tee();
    const { readable, writable } = new IdentityTransformStream();
    context.waitUntil(readStream(toLog, toClient.pipeTo(writable)).then(log));
    return new Response(readable, upstream);

    async function log(answer: ArrayBuffer): Promise<void> {
      const message = new Uint8Array(sent.byteLength + answer.byteLength);
      message.set(new Uint8Array(sent));
      message.set(new Uint8Array(answer), sent.byteLength);
      await env.CALLS.send(message, { contentType: 'bytes' });
    }
  },
};

/** The first byte, and the rest once the client has it all: before, `readAtLeast` would hold the client's branch back. */
async function readStream(branch: ReadableStream<Uint8Array>, passed: Promise<void>): Promise<ArrayBuffer> {
  const reader = branch.getReader({ mode: 'byob' });
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const first = await reader.read(new Uint8Array(1024));
  if (!first.done) parts.push(first.value);
  await passed;
  for (;;) {
    const { done, value } = await reader.readAtLeast(65_536, new Uint8Array(65_536));
    if (value) parts.push(value);
    if (done) return new Blob(parts).arrayBuffer();
  }
}
