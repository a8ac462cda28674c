import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type KeptLog, startKeepingSink } from './edge-memory/keeping-sink.ts';
import { bundle } from './harness/bundle.ts';
import { watchHeap } from './harness/heap.ts';
import { memoryOf } from './harness/process-usage.ts';
import type { Figure, Outcome } from './harness/result.ts';
import { type RunningServer, startServer } from './harness/servers.ts';
import { runWorker } from './harness/workerd.ts';

const size = 10_000_000;
const parallel = 8;
const megabyte = 1e6;

interface Kind {
  what: string;
  /** Bytes of the request. */
  request: number;
  /** The answer comes with its length, or in pieces of unknown number. */
  behaviour: 'json' | 'stream';
}

/** What is sent at once, 8 of a kind. */
const kinds: readonly Kind[] = [
  { what: '10 MB each way, JSON', request: size, behaviour: 'json' },
  { what: '10 MB each way, streamed', request: size, behaviour: 'stream' },
  { what: '10 MB JSON answers', request: 2_000, behaviour: 'json' },
  { what: '10 MB streamed answers', request: 2_000, behaviour: 'stream' },
];

/** Random letters, which gzip shrinks by a quarter and no more. */
function json(bytes: number): Buffer {
  const frame = '{"text":""}';
  const letters = randomBytes(bytes)
    .toString('base64')
    .slice(0, bytes - frame.length);
  return Buffer.from(`{"text":"${letters}"}`);
}

const answer = json(size);

interface Peak {
  idleBytes: number;
  peakBytes: number;
  heapBytes: number;
  logs: readonly KeptLog[];
}

/**
 * Peak memory of the edge while 8 large calls pass at once, each kind in a process of its own. The runtime sets no limit here;
 * on the platform an isolate has 128 MB, for its heap and what hangs on it, without what the runtime itself takes.
 */
export async function edgeMemory(): Promise<Outcome> {
  const figures: Figure[] = [];
  const wrong: string[] = [];
  const measured: object[] = [];
  const edge = await bundle(import.meta.resolve('../workers/edge/src/index.ts'));
  const bare = await bundle(import.meta.resolve('./edge-cpu/bare.worker.ts'));
  for (const kind of kinds) {
    const request = json(kind.request);
    const provider = await startLargeProvider(request);
    try {
      const barePeak = await peakOf(bare.code, provider.port, kind, request);
      const edgePeak = await peakOf(edge.code, provider.port, kind, request);
      const { logs } = edgePeak;
      if (logs.length !== parallel) wrong.push(`${logs.length} of ${parallel} calls were logged: ${kind.what}`);
      for (const log of logs) wrong.push(...faultsOf(log, request).map((fault) => `${fault}: ${kind.what}`));
      const whole = logs.filter(({ call }) => call.request.whole && call.response.whole).length;
      measured.push({ ...kind, whole, bare: { ...barePeak, logs: undefined }, edge: { ...edgePeak, logs: undefined } });
      const above = ({ peakBytes }: Peak) => (peakBytes - barePeak.idleBytes) / megabyte;
      const of = `8 × ${kind.what}`;
      figures.push(
        { what: `${of}: edge’s process above an idle one`, value: above(edgePeak), unit: 'MB', bar: { atMost: 128 } },
        {
          what: `${of}: edge’s heap and buffers`,
          value: edgePeak.heapBytes / megabyte,
          unit: 'MB',
          bar: { atMost: 128 },
        },
        { what: `${of}: bare Worker’s process above an idle one`, value: above(barePeak), unit: 'MB' },
        { what: `${of}: logs kept whole`, value: whole, unit: `of ${parallel}` },
      );
    } finally {
      provider.stop();
    }
  }
  return { figures, wrong, measured: { kinds: measured } };
}

/** What is wrong with a log: it claims to be whole and is not what was sent, or it is cut and does not say so. */
function faultsOf({ call, request, response }: KeptLog, sent: Buffer): string[] {
  const faults: string[] = [];
  if (call.request.whole ? !request.equals(sent) : call.warnings.length === 0)
    faults.push('a request was logged wrong');
  if (call.response.whole ? !response.equals(answer) : call.finish !== 'truncated')
    faults.push('an answer was logged wrong');
  return faults;
}

/** Sends the calls to a fresh Worker. @throws Error when one is altered */
async function peakOf(code: string, providerPort: number, { behaviour }: Kind, body: Buffer): Promise<Peak> {
  const upstream = `http://127.0.0.1:${providerPort}/${behaviour}`;
  const sink = await startKeepingSink();
  const variables = { UPSTREAM: upstream, UPSTREAMS: JSON.stringify({ openai: upstream }) };
  const keyless = { ALLOW_KEYLESS: 'true', DEFAULT_ORGANISATION: 'bench' };
  const worker = await runWorker(code, { ...variables, ...keyless }, sink.port, { inspected: true });
  try {
    const url = `http://127.0.0.1:${worker.port}/v1/chat/completions`;
    const idleBytes = memoryOf(worker.pid).resident;
    const heap = await watchHeap(worker.inspectorPort ?? 0);
    await Promise.all(Array.from({ length: parallel }, () => call(url, body)));
    const logs = await sink.settled();
    return { idleBytes, peakBytes: memoryOf(worker.pid).peak, heapBytes: await heap(), logs };
  } finally {
    worker.stop();
    sink.stop();
  }
}

async function call(url: string, body: Buffer): Promise<void> {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const received = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200)
    throw new Error(`a call was answered ${response.status}: ${received.toString().slice(0, 200)}`);
  if (!received.equals(answer)) throw new Error('an answer was altered');
}

/** Answers 200 only to the request that was sent. */
function startLargeProvider(expected: Buffer): Promise<RunningServer> {
  return startServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const status = Buffer.concat(parts).equals(expected) ? 200 : 400;
      if (request.url?.startsWith('/stream')) {
        response.writeHead(status, { 'content-type': 'text/event-stream' });
        Readable.from(pieces()).pipe(response);
      } else {
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
      }
    });
  });
}

function* pieces(): Generator<Buffer> {
  for (let at = 0; at < answer.length; at += 10_000) yield answer.subarray(at, at + 10_000);
}
