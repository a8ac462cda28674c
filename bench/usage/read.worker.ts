import { CapturedBody, readCall } from '@tallystick/providers';

/** The Worker of bench/usage.ts: reads a call as often as it is asked to, each time from its bytes. */
export default {
  /** `?path=P&type=T&times=N` with the answer as the body: answers with the tokens that were read. */
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const path = searchParams.get('path') ?? '';
    const responseType = searchParams.get('type') ?? '';
    const bytes = new Uint8Array(await request.arrayBuffer());
    const call = { method: 'POST', path, status: 200, complete: true, responseType };
    let tokens: number | null = null;
    for (let times = Number(searchParams.get('times')); times > 0; times--) {
      const bodies = { request: new CapturedBody(new Uint8Array()), response: new CapturedBody(bytes) };
      tokens = readCall({ ...call, ...bodies }).usage.promptTokens;
    }
    return Response.json(tokens);
  },
};
