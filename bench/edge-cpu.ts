import { setTimeout as sleep } from 'node:timers/promises';
import { signKey } from '@tallystick/log/keys';
import { bundle } from './harness/bundle.ts';
import { load } from './harness/load.ts';
import { median, medianRatio } from './harness/median.ts';
import { startPortkey } from './harness/portkey.ts';
import { cpuSeconds } from './harness/process-usage.ts';
import type { Figure, Outcome } from './harness/result.ts';
import { answers, type Behaviour, chunksPerStream, pace, startProvider, startSink } from './harness/servers.ts';
import { runWorker } from './harness/workerd.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 9);

interface Kind {
  what: string;
  behaviour: Behaviour;
  /** Calls in each round. */
  count: number;
  parallel: number;
  /** Times a bare call, from the design. */
  bar?: number;
}

const kinds: readonly Kind[] = [
  { what: 'JSON call of 2 KB + 2 KB', behaviour: 'json', count: 1000, parallel: 8, bar: 1.8 },
  { what: 'JSON call of undeclared length', behaviour: 'undeclared', count: 1000, parallel: 8 },
  { what: `stream of ${chunksPerStream} chunks back to back`, behaviour: 'stream', count: 300, parallel: 8, bar: 1.6 },
  // More at a time, or waiting would be all there is.
  {
    what: `stream of ${chunksPerStream} chunks, ${pace} ms apart`,
    behaviour: 'paced',
    count: 320,
    parallel: 32,
    bar: 1.6,
  },
];

interface Contender {
  name: 'bare' | 'floor' | 'edge' | 'Portkey';
  pid: number;
  url(behaviour: Behaviour): string;
  headers(behaviour: Behaviour): Record<string, string>;
  /** Whether each of its calls sends one log to the sink. */
  logs: boolean;
  stop(): void;
}

/**
 * CPU per call and time to the first byte of the edge, in turns with a bare pass-through Worker, with the least that logging
 * takes (the floor), and with the Portkey gateway on Node, which logs nothing.
 */
export async function edgeCpu(): Promise<Outcome> {
  const provider = await startProvider();
  const sink = await startSink();
  const contenders = await startContenders(provider.port, sink.port);
  const wrong: string[] = [];
  const figures: Figure[] = [];
  const measured: object[] = [];
  let logsExpected = 0;
  try {
    for (const kind of kinds) {
      const cpu = new Map<string, number[]>();
      const firstBytes = new Map<string, number[]>();
      // The first round warms up: the compilers of a fresh isolate are done after about a thousand calls.
      for (let round = 0; round <= rounds; round++) {
        for (const contender of contenders) {
          const { name, logs } = contender;
          const count = round === 0 ? 2 * kind.count : kind.count;
          const result = await cpuPerCall(contender, kind, count);
          if (logs) logsExpected += count;
          if (name !== 'Portkey' && result.altered > 0)
            wrong.push(`${name} altered ${result.altered} answers: ${kind.what}`);
          if (round === 0) continue;
          cpu.set(name, [...(cpu.get(name) ?? []), result.ms]);
          firstBytes.set(name, [...(firstBytes.get(name) ?? []), median(result.firstBytes)]);
        }
      }
      const bare = cpu.get('bare') ?? [];
      for (const { name } of contenders.filter(({ name }) => name !== 'bare')) {
        const bar = name === 'edge' && kind.bar !== undefined ? { bar: { atMost: kind.bar } } : {};
        figures.push({
          what: `CPU of ${name}, ${kind.what}`,
          value: medianRatio(cpu.get(name) ?? [], bare),
          unit: '× bare',
          ...bar,
        });
      }
      measured.push({ ...kind, cpuMs: Object.fromEntries(cpu), firstByteMsAtLoad: Object.fromEntries(firstBytes) });
    }
    const firstByte = await firstBytesAlone(contenders);
    logsExpected += firstByte.logs;
    const added = (name: string) => (firstByte.p50.get(name) ?? Number.NaN) - (firstByte.p50.get('bare') ?? Number.NaN);
    for (const { name } of contenders.filter(({ name }) => name !== 'bare')) {
      const bar = name === 'edge' ? { bar: { atMost: 1 } } : {};
      figures.push({ what: `time to first byte added by ${name}, p50`, value: added(name), unit: 'ms', ...bar });
    }
    await untilReceived(sink, logsExpected);
    figures.push({
      what: `logs received of ${logsExpected} calls`,
      value: sink.received(),
      unit: '',
      bar: { atLeast: logsExpected },
    });
    if (sink.received() < logsExpected) wrong.push(`${logsExpected - sink.received()} logs are missing`);
    return { figures, wrong, measured: { kinds: measured, firstByteMs: Object.fromEntries(firstByte.p50) } };
  } finally {
    for (const running of [...contenders, provider, sink]) running.stop();
  }
}

async function startContenders(providerPort: number, sinkPort: number): Promise<Contender[]> {
  const upstream = `http://127.0.0.1:${providerPort}`;
  const secret = 'bench';
  const key = await signKey({ kind: 'w', organisationId: 'bench', keyId: 'bench', expiresAt: 0 }, secret);
  const headers = { 'tally-auth': `Bearer ${key}`, 'tally-user-id': 'user-1', 'tally-property-team': 'bench' };
  const behaviours = Object.keys(answers).map((name) => [name, { url: `${upstream}/${name}`, wire: 'openai' }]);
  const variables = {
    UPSTREAM: upstream,
    UPSTREAMS: JSON.stringify(Object.fromEntries(behaviours)),
    KEY_SECRET_WRITE: secret,
  };
  const worker = async (name: 'bare' | 'floor' | 'edge', entry: string): Promise<Contender> => {
    const { code } = await bundle(entry);
    const running = await runWorker(code, variables, sinkPort);
    return {
      ...running,
      name,
      url: (behaviour) => `http://127.0.0.1:${running.port}/${behaviour}/v1/chat/completions`,
      headers: () => (name === 'edge' ? headers : {}),
      logs: name !== 'bare',
    };
  };
  const contenders = [
    await worker('bare', import.meta.resolve('./edge-cpu/bare.worker.ts')),
    await worker('floor', import.meta.resolve('./edge-cpu/floor.worker.ts')),
    await worker('edge', import.meta.resolve('../workers/edge/src/index.ts')),
  ];
  try {
    const portkey = await startPortkey();
    contenders.push({
      ...portkey,
      name: 'Portkey',
      url: () => `http://127.0.0.1:${portkey.port}/v1/chat/completions`,
      headers: (behaviour) => ({
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `${upstream}/${behaviour}/v1`,
      }),
      logs: false,
    });
  } catch (error) {
    console.warn(`Portkey is left out: ${error instanceof Error ? error.message : error}`);
  }
  return contenders;
}

/** ms of CPU that the contender's process uses for one call, and how many answers were not the provider's. */
async function cpuPerCall(contender: Contender, { behaviour, parallel }: Kind, count: number) {
  const before = cpuSeconds(contender.pid);
  const loaded = await load({
    url: contender.url(behaviour),
    headers: contender.headers(behaviour),
    count,
    parallel,
    streamed: behaviour === 'stream' || behaviour === 'paced',
  });
  // What is done after the answers is part of the price.
  await sleep(500);
  const ms = ((cpuSeconds(contender.pid) - before) * 1000) / count;
  return { ms, firstBytes: loaded.firstBytes, altered: count - (loaded.answers.get(answers[behaviour]) ?? 0) };
}

/** One call at a time, so that no call waits for another. */
async function firstBytesAlone(contenders: readonly Contender[]) {
  const times = new Map<string, number[]>();
  const count = 100;
  let logs = 0;
  for (let round = 0; round < 10; round++) {
    for (const contender of contenders) {
      const { url, headers, name } = contender;
      const loaded = await load({ url: url('stream'), headers: headers('stream'), count, parallel: 1, streamed: true });
      times.set(name, [...(times.get(name) ?? []), ...loaded.firstBytes]);
      if (contender.logs) logs += count;
    }
  }
  return { p50: new Map([...times].map(([name, values]) => [name, median(values)])), logs };
}

/** The last logs may still be pausing. */
async function untilReceived(sink: { received: () => number }, expected: number): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (sink.received() < expected && Date.now() < deadline) await sleep(50);
}
