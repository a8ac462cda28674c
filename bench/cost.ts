/**
 * What a deployment costs a month, in USD, from the price lists and from how the design uses what they price. docs/cost.md holds
 * the table that `node bench/cost.ts` prints, and names the pages that each price is from.
 */

const days = 30;
const million = 1e6;

/** https://developers.cloudflare.com/workers/platform/pricing/, …/queues/platform/pricing/, …/r2/pricing/ */
export const cloudflare = {
  plan: 5,
  requests: { included: 10 * million, perMillion: 0.3 },
  cpuMs: { included: 30 * million, perMillion: 0.02 },
  queueOperations: { included: million, perMillion: 0.4 },
  r2ClassA: { included: million, perMillion: 4.5 },
  r2ClassB: { included: 10 * million, perMillion: 0.36 },
  r2GigabyteMonth: { included: 10, each: 0.015 },
};

/** AWS us-east-1. https://clickhouse.com/docs/cloud/manage/billing/overview, https://aws.amazon.com/ec2/pricing/on-demand/ */
const clickhouse = {
  cloudTerabyteMonth: 25.3,
  volumeGigabyteMonth: 0.08,
};

/** What a call is taken to be. */
const call = {
  /** Measured in raw workerd: about 1 ms for a JSON answer, 3.5 ms for a stream of 50 chunks (bench/edge-cpu.ts). */
  edgeCpuMs: 3,
  /** Measured: 0.09 ms (bench/consumer-cpu.ts). */
  consumerCpuMs: 0.15,
  /** A queue charges each 64 KB; a larger frame is gzipped first. This many still have two. */
  shareOfTwoUnits: 0.05,
  /** Too large for the queue: one object is written and read, and deleted for nothing. */
  shareInR2: 0.01,
  /** Above 1 MiB decoded: the object stays for as long as bodies do. */
  shareKeptInR2: 0.001,
  keptMegabytes: 1,
  /** Both bodies as ClickHouse stores them: 10 KB of text, at 4 to 1. */
  storedBodyBytes: 2_500,
  /** The facts, measured (docs/decisions/0103). */
  storedFactBytes: 94,
};
const bodyDays = 30;
const factDays = 395;
/** As deployed. */
const batchSize = 100;
/** Seconds. */
const batchTimeout = 5;
/** Lists of spilled and of parked objects, each minute. */
const listsPerMonth = 2 * days * 24 * 60;

interface Server {
  cloud: string;
  cloudCompute: number;
  machine: string;
  machineCompute: number;
}

interface Case {
  callsPerDay: number;
  server: Server;
}

const small = { machine: 'm7g.large', machineCompute: 0.0816 * 730 };
const cases: readonly Case[] = [
  { callsPerDay: 10_000, server: { cloud: 'Basic, 8 GiB', cloudCompute: 159.66, ...small } },
  { callsPerDay: million, server: { cloud: 'Scale, 2 × 8 GiB', cloudCompute: 436.95, ...small } },
  {
    callsPerDay: 10 * million,
    server: { cloud: 'Scale, 2 × 16 GiB', cloudCompute: 873.89, machine: 'm7g.xlarge', machineCompute: 0.1632 * 730 },
  },
];

interface Price {
  included: number;
  perMillion: number;
}

export const beyond = (used: number, { included, perMillion }: Price) =>
  (Math.max(0, used - included) / million) * perMillion;
/** R2 charges each million that is begun. */
export const beyondBegun = (used: number, price: Price) =>
  Math.ceil(Math.max(0, used - price.included) / million) * price.perMillion;

/** The lines of one month's bill, in USD. */
function monthlyCost({ callsPerDay, server }: Case) {
  const calls = callsPerDay * days;
  const batches = Math.max(calls / batchSize, Math.min(calls, (days * 86_400) / batchTimeout));
  const gigabytesInR2 = (callsPerDay * bodyDays * call.shareKeptInR2 * call.keptMegabytes) / 1_000;
  const storedGigabytes = (callsPerDay * (bodyDays * call.storedBodyBytes + factDays * call.storedFactBytes)) / 1e9;
  const edge = {
    plan: cloudflare.plan,
    requests: beyond(calls + batches, cloudflare.requests),
    cpu: beyond(calls * (call.edgeCpuMs + call.consumerCpuMs), cloudflare.cpuMs),
    // Written, read and deleted.
    queue: beyond(calls * 3 * (1 + call.shareOfTwoUnits), cloudflare.queueOperations),
    r2:
      beyondBegun(calls * call.shareInR2 + listsPerMonth, cloudflare.r2ClassA) +
      beyondBegun(calls * call.shareInR2, cloudflare.r2ClassB) +
      Math.ceil(Math.max(0, gigabytesInR2 - cloudflare.r2GigabyteMonth.included)) * cloudflare.r2GigabyteMonth.each,
  };
  const cloudStorage = (storedGigabytes / 1_000) * clickhouse.cloudTerabyteMonth;
  const volume = storedGigabytes * clickhouse.volumeGigabyteMonth;
  return {
    calls,
    storedGigabytes,
    edge,
    cloudflare: Object.values(edge).reduce((sum, line) => sum + line, 0),
    // A backup of the same size is kept for a day.
    clickhouseCloud: server.cloudCompute + 2 * cloudStorage,
    // Half of the volume stays free for merges.
    ownMachine: server.machineCompute + 2 * volume,
  };
}

/** The table of docs/cost.md. */
export function costTable(): string {
  const costs = cases.map(monthlyCost);
  const dollars = (amount: number) =>
    `$${amount < 100 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en-US')}`;
  const line = (name: string, cell: (cost: (typeof costs)[number], index: number) => string) =>
    `| ${[name, ...costs.map(cell)].join(' | ')} |`;
  return [
    line('calls a day', (_, i) => (cases[i]?.callsPerDay ?? 0).toLocaleString('en-US')),
    line('---', () => '---:'),
    line('Workers Paid, the plan', ({ edge }) => dollars(edge.plan)),
    line('Workers, requests', ({ edge }) => dollars(edge.requests)),
    line('Workers, CPU', ({ edge }) => dollars(edge.cpu)),
    line('Queues', ({ edge }) => dollars(edge.queue)),
    line('R2', ({ edge }) => dollars(edge.r2)),
    line('D1, Workers Logs', () => dollars(0)),
    line('**Cloudflare**', (cost) => `**${dollars(cost.cloudflare)}**`),
    line(
      'stored in ClickHouse',
      ({ storedGigabytes }) => `${storedGigabytes.toFixed(storedGigabytes < 10 ? 1 : 0)} GB`,
    ),
    line('ClickHouse Cloud', (cost, i) => `${dollars(cost.clickhouseCloud)} (${cases[i]?.server.cloud})`),
    line('or a machine of your own', (cost, i) => `${dollars(cost.ownMachine)} (${cases[i]?.server.machine})`),
    line('**together, with Cloud**', (cost) => `**${dollars(cost.cloudflare + cost.clickhouseCloud)}**`),
    line('**together, with your own**', (cost) => `**${dollars(cost.cloudflare + cost.ownMachine)}**`),
    line('per million calls, with your own', (cost) =>
      dollars((cost.cloudflare + cost.ownMachine) / (cost.calls / million)),
    ),
  ].join('\n');
}

if (import.meta.main) console.log(costTable());
