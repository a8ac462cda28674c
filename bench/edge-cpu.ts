import { signKey } from '@tallystick/log/keys';
import { bundle } from './edge-cpu/bundle.ts';
import { load } from './edge-cpu/load.ts';
import { chunksPerStream, startProvider, startSink } from './edge-cpu/servers.ts';
import { type RunningWorker, runWorker } from './edge-cpu/workerd.ts';
import { writeResult } from './result.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5);

/** What is called, and how often in each round. The bars are those of the design. */
const calls = [
  { name: 'JSON call, 2 KB + 2 KB', path: '/v1/chat/completions', count: 2000, bar: 1.8 },
  { name: `stream of ${chunksPerStream} chunks`, path: '/v1/chat/completions/stream', count: 500, bar: 1.6 },
  { name: 'JSON call of undeclared length', path: '/v1/chat/completions/chunked', count: 2000, bar: undefined },
] as const;

const secret = 'bench';
const key = await signKey({ kind: 'w', organisationId: 'bench', keyId: 'bench', expiresAt: 0 }, secret);
const headers = { 'tally-auth': `Bearer ${key}`, 'tally-user-id': 'user-1', 'tally-property-team': 'bench' };

const provider = await startProvider();
const sink = await startSink();
const upstream = `http://127.0.0.1:${provider.port}`;
const edgeBundle = await bundle(import.meta.resolve('../workers/edge/src/index.ts'));
const bareBundle = await bundle(import.meta.resolve('./edge-cpu/bare.worker.ts'));
const bare = await runWorker(bareBundle.code, { UPSTREAM: upstream }, sink.port);
const edge = await runWorker(
  edgeBundle.code,
  { UPSTREAMS: JSON.stringify({ openai: upstream }), KEY_SECRET_WRITE: secret },
  sink.port,
);

try {
  const cpu = [];
  let sent = 0;
  for (const { name, path, count, bar } of calls) {
    const bareMs: number[] = [];
    const edgeMs: number[] = [];
    await cpuPerCall(bare, path, {}, 200);
    await cpuPerCall(edge, path, headers, 200);
    for (let round = 0; round < rounds; round++) {
      bareMs.push(await cpuPerCall(bare, path, {}, count));
      edgeMs.push(await cpuPerCall(edge, path, headers, count));
    }
    sent += 200 + rounds * count;
    const ratio = median(edgeMs) / median(bareMs);
    cpu.push({ name, bareMs: median(bareMs), edgeMs: median(edgeMs), ratio, bar });
  }
  const firstByte = await addedFirstByte();
  sent += 1000;
  // The last logs may still be pausing.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.table(
    cpu.map(({ name, bareMs, edgeMs, ratio, bar }) => ({
      call: name,
      'bare, ms CPU': bareMs.toFixed(3),
      'edge, ms CPU': edgeMs.toFixed(3),
      ratio: ratio.toFixed(2),
      bar: bar ? `≤ ${bar}` : '',
    })),
  );
  console.table([
    { what: 'added time to first byte, p50', value: `${firstByte.toFixed(2)} ms`, bar: '≤ 1 ms' },
    { what: 'edge bundle, gzip', value: `${(edgeBundle.gzipBytes / 1000).toFixed(1)} KB`, bar: '≤ 60 KB' },
    { what: 'logs received of calls sent', value: `${sink.received()} of ${sent}`, bar: 'all' },
  ]);
  await writeResult('edge-cpu', { cpu, addedFirstByteMs: firstByte, gzipBytes: edgeBundle.gzipBytes });
} finally {
  for (const running of [bare, edge, provider, sink]) running.stop();
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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
