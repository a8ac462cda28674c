import { signKey } from '@tallystick/log/keys';
import { bundle } from './edge-cpu/bundle.ts';
import { load } from './edge-cpu/load.ts';
import { chunksPerStream, startProvider, startSink } from './edge-cpu/servers.ts';
import { type RunningWorker, runWorker } from './edge-cpu/workerd.ts';
import { writeResult } from './result.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 9);

/** What is called, and how often in each round. The bars are those of the design. */
const calls = [
  { name: 'JSON call, 2 KB + 2 KB', path: '/v1/chat/completions', count: 1000, bar: 1.8 },
  { name: `stream of ${chunksPerStream} chunks`, path: '/v1/chat/completions/stream', count: 300, bar: 1.6 },
  { name: 'JSON call of undeclared length', path: '/v1/chat/completions/chunked', count: 1000, bar: undefined },
] as const;

const secret = 'bench';
const key = await signKey({ kind: 'w', organisationId: 'bench', keyId: 'bench', expiresAt: 0 }, secret);
const headers = { 'tally-auth': `Bearer ${key}`, 'tally-user-id': 'user-1', 'tally-property-team': 'bench' };

const provider = await startProvider();
const sink = await startSink();
const upstream = `http://127.0.0.1:${provider.port}`;
const edgeBundle = await bundle(import.meta.resolve('../workers/edge/src/index.ts'));
const bare = await runYardstick(import.meta.resolve('./edge-cpu/bare.worker.ts'));
const floor = await runYardstick(import.meta.resolve('./edge-cpu/floor.worker.ts'));
const edge = await runWorker(
  edgeBundle.code,
  { UPSTREAMS: JSON.stringify({ openai: upstream }), KEY_SECRET_WRITE: secret },
  sink.port,
);

try {
  const cpu = [];
  let logged = 0;
  for (const { name, path, count, bar } of calls) {
    const bareMs: number[] = [];
    const floorMs: number[] = [];
    const edgeMs: number[] = [];
    // The first round warms up: the compilers of a fresh isolate are done after about a thousand calls.
    for (let round = 0; round <= rounds; round++) {
      const times = round === 0 ? 2 * count : count;
      bareMs[round] = await cpuPerCall(bare, path, {}, times);
      floorMs[round] = await cpuPerCall(floor, path, {}, times);
      edgeMs[round] = await cpuPerCall(edge, path, headers, times);
      logged += 2 * times;
    }
    const measured = { bareMs: bareMs.slice(1), floorMs: floorMs.slice(1), edgeMs: edgeMs.slice(1) };
    cpu.push({
      name,
      bar,
      bareMs: median(measured.bareMs),
      floorMs: median(measured.floorMs),
      edgeMs: median(measured.edgeMs),
      floorRatio: medianRatio(measured.floorMs, measured.bareMs),
      ratio: medianRatio(measured.edgeMs, measured.bareMs),
      measured,
    });
  }
  const firstByte = await addedFirstByte();
  logged += 1000;
  // The last logs may still be pausing.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.table(
    cpu.map(({ name, bareMs, floorMs, edgeMs, floorRatio, ratio, bar }) => ({
      call: name,
      'bare, ms CPU': bareMs.toFixed(3),
      'floor, ms CPU': floorMs.toFixed(3),
      'edge, ms CPU': edgeMs.toFixed(3),
      'floor : bare': floorRatio.toFixed(2),
      'edge : bare': ratio.toFixed(2),
      bar: bar ? `≤ ${bar}` : '',
    })),
  );
  console.table([
    { what: 'added time to first byte, p50', value: `${firstByte.toFixed(2)} ms`, bar: '≤ 1 ms' },
    { what: 'edge bundle, gzip', value: `${(edgeBundle.gzipBytes / 1000).toFixed(1)} KB`, bar: '≤ 60 KB' },
    { what: 'logs received of calls sent', value: `${sink.received()} of ${logged}`, bar: 'all' },
  ]);
  await writeResult('edge-cpu', { cpu, addedFirstByteMs: firstByte, gzipBytes: edgeBundle.gzipBytes });
} finally {
  for (const running of [bare, floor, edge, provider, sink]) running.stop();
}

async function runYardstick(entry: string): Promise<RunningWorker> {
  const { code } = await bundle(entry);
  return runWorker(code, { UPSTREAM: upstream }, sink.port);
}

/** ms of CPU that the Worker's process uses for one call. */
async function cpuPerCall(
  worker: RunningWorker,
  path: string,
  extra: Record<string, string>,
  count: number,
): Promise<number> {
  const before = worker.cpuSeconds();
  await load(`http://127.0.0.1:${worker.port}${path}`, extra, count, 8);
  // What a Worker does after its answers is part of the price.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return ((worker.cpuSeconds() - before) * 1000) / count;
}

async function addedFirstByte(): Promise<number> {
  const times: Record<'bare' | 'edge', number[]> = { bare: [], edge: [] };
  const path = '/v1/chat/completions/stream';
  for (let round = 0; round < 10; round++) {
    times.bare.push(...(await load(`http://127.0.0.1:${bare.port}${path}`, {}, 100, 1)));
    times.edge.push(...(await load(`http://127.0.0.1:${edge.port}${path}`, headers, 100, 1)));
  }
  return median(times.edge) - median(times.bare);
}

/** Of each round's own ratio, so that what the machine does meanwhile changes both sides. */
function medianRatio(values: readonly number[], yardsticks: readonly number[]): number {
  return median(values.map((value, round) => value / (yardsticks[round] ?? Number.NaN)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
