import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwkwardUpstream, startAwkwardUpstream } from './awkward-upstream.ts';
import { eventually, startEdge } from './edge-server.ts';
import { send } from './raw-http.ts';

const keyless = { ALLOW_KEYLESS: 'true', DEFAULT_ORGANISATION: 'local' };

let upstream: AwkwardUpstream;

beforeAll(async () => {
  upstream = await startAwkwardUpstream();
});

afterAll(() => upstream.stop());

test('cuts the log at the capture limit, and passes all of the call', async () => {
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    CAPTURE_LIMIT_BYTES: '100000',
    ...keyless,
  });
  const upload = Buffer.alloc(100_001, 1);
  const answer = await send(`${own.url}openai/v1/large/3000000`, { method: 'POST' }, upload);
  expect(answer.body.length).toBe(3_000_000);
  expect(upstream.received.at(-1)?.body.length).toBe(upload.length);
  const { call } = await own.logOf(answer.headers['tally-request-id']);
  expect(call.warnings).toEqual(['the request body was not kept: it is above the limit']);
  expect(answer.headers['tally-warning']).toBeUndefined();
  expect(call).toMatchObject({
    finish: 'truncated',
    request: { captured: 0, bytes: 100_001, whole: false },
    response: { captured: 100_000, bytes: 3_000_000, whole: false },
  });
  await own.stop();
});

test('says of an answer that is cut in the log how long it was only where that is known', async () => {
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    CAPTURE_LIMIT_BYTES: '100000',
    ...keyless,
  });
  const answer = await send(`${own.url}openai/v1/large-of-unknown-length`);
  expect(answer.body.length).toBe(300_000);
  expect((await own.logOf(answer.headers['tally-request-id'])).call).toMatchObject({
    finish: 'truncated',
    response: { captured: 100_000, bytes: null, whole: false },
  });
  await own.stop();
});

test('cuts logs when the isolate’s budget is spent, and has it back when they are sent', async () => {
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    CAPTURE_BUDGET_BYTES: '300000',
    ...keyless,
  });
  const url = `${own.url}openai/v1/large/200000`;
  const upload = Buffer.alloc(250_000, 1);
  // It holds its share of the budget until its answer has ended.
  const holder = send(`${own.url}openai/v1/held`, { method: 'POST' }, upload);
  const held = await upstream.answer('/v1/held');
  const cut = await send(url, { method: 'POST' }, upload);
  expect(cut.body.length).toBe(200_000);
  expect(upstream.received.at(-1)?.body.equals(upload)).toBe(true);
  const { call } = await own.logOf(cut.headers['tally-request-id']);
  expect(call).toMatchObject({ finish: 'truncated', request: { captured: 0, bytes: 250_000, whole: false } });
  expect(call.response.captured).toBeLessThan(200_000);
  expect(call.warnings).toEqual(['the request body was not kept: no memory was left']);
  const small = await send(`${own.url}openai/v1/large/60000`, { method: 'POST' }, Buffer.alloc(60_000));
  expect((await own.logOf(small.headers['tally-request-id'])).call).toMatchObject({
    finish: 'complete',
    request: { captured: 60_000, whole: true },
    response: { captured: 60_000, whole: true },
  });
  held.end();
  await own.logOf((await holder).headers['tally-request-id']);
  const again = await send(url, { method: 'POST' }, Buffer.alloc(70_000));
  expect((await own.logOf(again.headers['tally-request-id'])).call.finish).toBe('complete');
  await own.stop();
});

test('keeps no memory for the beginning of an upload that it could not keep whole', async () => {
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    CAPTURE_BUDGET_BYTES: '300000',
    ...keyless,
  });
  // Its answer never ends during this test.
  send(`${own.url}openai/v1/never-ends`, { method: 'POST' }, Buffer.alloc(400_000)).catch(() => undefined);
  await upstream.answer('/v1/never-ends');
  const answer = await send(`${own.url}openai/v1/large/10`, { method: 'POST' }, Buffer.alloc(250_000));
  expect((await own.logOf(answer.headers['tally-request-id'])).call.request).toMatchObject({ whole: true });
  await own.stop();
});

test('has the memory of a call back whose invocation the platform has ended', async () => {
  const own = await startEdge(
    { UPSTREAMS: JSON.stringify({ openai: upstream.url }), CAPTURE_BUDGET_BYTES: '6000000', ...keyless },
    { queue: 'dies', queueFaults: 1 },
  );
  const upload = Buffer.alloc(4_000_000, 1);
  const keepsUpload = async () => {
    const { headers } = await send(`${own.url}openai/v1/large/10`, { method: 'POST' }, upload);
    return (await own.logOf(headers['tally-request-id'])).call.request.whole;
  };
  await send(`${own.url}openai/v1/large/10`, { method: 'POST' }, upload);
  await eventually(() => own.console.find((line) => line === 'an invocation died'));
  // At once, or with the runtime's next garbage collection: without it, never.
  await eventually(async () => (await keepsUpload()) || undefined);
  await own.stop();
});

test('keeps no memory for bodies that are only announced', async () => {
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    CAPTURE_BUDGET_BYTES: '300000',
    ...keyless,
  });
  const stalled = Array.from({ length: 3 }, () => {
    const call = httpRequest(`${own.url}openai/v1/files`, { method: 'POST', headers: { 'content-length': '300000' } });
    call.on('error', () => undefined);
    call.write('{');
    return call;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const answer = await send(`${own.url}openai/v1/large/10`, { method: 'POST' }, Buffer.alloc(100_000));
  expect((await own.logOf(answer.headers['tally-request-id'])).call.request).toMatchObject({ whole: true });
  for (const call of stalled) call.destroy();
  await own.stop();
});
