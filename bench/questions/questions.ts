import {
  askerOf,
  createClickHouse,
  type DifferenceQuestion,
  findBodies,
  findRequest,
  type Grouping,
  type ListQuestion,
  listRequests,
  type RequestColumn,
  readDifference,
  readMetrics,
} from '@tallystick/clickhouse';
import { everything, type Filter } from '@tallystick/filter';
import { words } from '../calls/body-sql.ts';
import { largestOrganisation, type Traffic } from '../calls/call-sql.ts';
import { chartOf } from './chart.ts';
import { knownValues } from './known-values.ts';

/** One thing that is asked, in forms that differ by what they ask for. */
export interface Question {
  what: string;
  /** ms, of the design. */
  bar?: number;
  /** How many rows each form answers: too few or too many would make its time worthless. */
  expects: { atLeast: number; atMost: number };
  /** Each asks, and answers how many rows it got. */
  variants: readonly (() => Promise<number>)[];
}

const day = 86_400_000;
/** What a page shows of each call. */
const columns: readonly RequestColumn[] = [
  'created_at',
  'request_id',
  'provider',
  'model',
  'status',
  'finish',
  'streamed',
  'latency_ms',
  'ttft_ms',
  'prompt_tokens',
  'completion_tokens',
  'cost_usd',
  'user_id',
  'session_id',
  'properties',
  'error',
];
const limit = 50;
const full = { atLeast: limit, atMost: limit };
const some = { atLeast: 1, atMost: limit };

/** Every question that is measured, of the largest organisation. @param url of a server with generated calls */
export async function questionsOf(url: string, traffic: Traffic): Promise<Question[]> {
  const asker = askerOf(createClickHouse({ url }), largestOrganisation);
  const to = traffic.from + traffic.days * day;
  const lastDay = { from: to - day, to };
  const month = { from: traffic.from, to };
  const known = await knownValues(asker, { organisation: largestOrganisation, ...lastDay });

  const question = (filter: Filter, changed: Partial<ListQuestion> = {}): ListQuestion => ({
    ...month,
    filter,
    sort: { field: 'created_at', direction: 'desc' },
    columns,
    limit,
    ...changed,
  });
  const page = (filter: Filter, changed?: Partial<ListQuestion>) => async () =>
    (await listRequests(asker, question(filter, changed))).rows.length;
  const secondPage = async (filter: Filter) => {
    const { next } = await listRequests(asker, question(filter));
    return page(filter, { after: next });
  };
  const chart = (filter: Filter) => () => chartOf(asker, { organisation: largestOrganisation, ...month }, filter);
  const metrics =
    (groupings: readonly Grouping[], filter = everything) =>
    async () => {
      const measures = ['requests', 'errors', 'cost_usd', 'latency_p95'];
      return (await readMetrics(asker, { ...month, filter, measures, groupings })).rows.length;
    };
  const difference = (inside: DifferenceQuestion['inside']) => async () =>
    (await readDifference(asker, { ...month, filter: everything, inside })).differences.length;
  const byDay: Grouping = { by: 'time', bucket: '1d' };
  const is = (field: string) => (value: string | boolean) => ({ field, op: '=', value }) as const;
  const frequentFeatures = ['chat', 'summaries', 'search'].map(is('properties.feature'));
  const onLastDay = (filter: Filter) => page(filter, lastDay);
  const text = (word: string): Filter => ({ text: word, in: 'any' });
  const orders = known.orders.map((order) => text(`Order #${order}`));
  const seldom = words.slice(-2).map(text);
  const calls = await Promise.all(known.ids.map((id) => findRequest(asker, id)));

  return [
    { what: 'page, 30 days: all calls', bar: 50, expects: full, variants: [page(everything)] },
    {
      what: 'page, 30 days: second page',
      bar: 50,
      expects: full,
      variants: [await secondPage(everything), await secondPage(is('provider')('openai'))],
    },
    {
      what: 'page, 30 days: a model',
      bar: 50,
      expects: full,
      variants: known.models.map(is('model')).map((filter) => page(filter)),
    },
    {
      what: 'page, 30 days: a property of few values',
      bar: 50,
      expects: full,
      variants: frequentFeatures.map((filter) => page(filter)),
    },
    {
      what: 'page, 30 days: not in production, and without a customer',
      bar: 50,
      expects: full,
      variants: [
        page({ not: is('properties.environment')('production') }),
        page({ not: { field: 'properties.customer', op: 'exists' } }),
      ],
    },
    {
      what: 'page, 30 days: failed, and dear',
      bar: 50,
      expects: full,
      variants: [page({ field: 'status', op: '>=', value: 400 }), page({ field: 'cost_usd', op: '>', value: 0.1 })],
    },
    {
      what: 'page, last day: a user',
      bar: 50,
      expects: some,
      variants: known.users.map(is('user_id')).map(onLastDay),
    },
    {
      what: 'page, last day: a customer (a property of thousands of values)',
      bar: 50,
      expects: some,
      variants: known.customers.map(is('properties.customer')).map(onLastDay),
    },
    {
      what: 'page, last day: a trace (a property of one call)',
      bar: 50,
      expects: some,
      variants: known.traces.map(is('properties.trace')).map(onLastDay),
    },
    {
      what: 'page, last day: a session',
      bar: 50,
      expects: some,
      variants: known.sessions.map(is('session_id')).map(onLastDay),
    },
    {
      what: 'page, last day: very dear',
      bar: 50,
      expects: { atLeast: 0, atMost: limit },
      variants: [0.5, 1, 2].map((value) => onLastDay({ field: 'cost_usd', op: '>', value })),
    },
    {
      what: 'page, 30 days: a user of one call',
      expects: { atLeast: 0, atMost: limit },
      variants: known.users
        .slice(-3)
        .map(is('user_id'))
        .map((filter) => page(filter)),
    },
    {
      what: 'page, 30 days: a trace of the last day',
      expects: some,
      variants: known.traces
        .slice(0, 3)
        .map(is('properties.trace'))
        .map((filter) => page(filter)),
    },
    {
      what: 'page, last day, dearest first',
      expects: full,
      variants: [page(everything, { ...lastDay, sort: { field: 'cost_usd', direction: 'desc' } })],
    },
    {
      what: 'page, 30 days, dearest first',
      expects: full,
      variants: [page(everything, { sort: { field: 'cost_usd', direction: 'desc' } })],
    },
    {
      what: 'call by id',
      bar: 10,
      expects: { atLeast: 1, atMost: 1 },
      variants: known.ids.map((id) => async () => ((await findRequest(asker, id)) ? 1 : 0)),
    },
    {
      what: 'call by id that its caller chose',
      bar: 10,
      expects: { atLeast: 1, atMost: 1 },
      variants: known.chosenIds.map((id) => async () => ((await findRequest(asker, id)) ? 1 : 0)),
    },
    {
      what: 'bodies of a call',
      bar: 10,
      expects: { atLeast: 1, atMost: 1 },
      variants: calls.flatMap((found) =>
        found ? [async () => ((await findBodies(asker, found.request)) ? 1 : 0)] : [],
      ),
    },
    {
      what: 'text, last day: a frequent word',
      bar: 500,
      expects: full,
      variants: words.slice(20, 22).map(text).map(onLastDay),
    },
    {
      what: 'text, last day: a seldom word',
      bar: 500,
      expects: { atLeast: 0, atMost: limit },
      variants: seldom.map(onLastDay),
    },
    {
      what: 'text, last day: the order of one call',
      bar: 500,
      expects: some,
      variants: orders.slice(0, 2).map(onLastDay),
    },
    {
      what: 'text, last day: in no body',
      bar: 500,
      expects: { atLeast: 0, atMost: 0 },
      variants: ['quetzalcoatl'].map(text).map(onLastDay),
    },
    {
      what: 'chart, 30 days: a property',
      bar: 500,
      expects: { atLeast: traffic.days, atMost: traffic.days },
      variants: [...frequentFeatures, is('properties.customer')(known.customers[0] ?? '')].map(chart),
    },
    {
      what: 'chart, 30 days: all calls',
      expects: { atLeast: traffic.days, atMost: traffic.days },
      variants: [chart(everything)],
    },
    {
      what: 'metrics, 30 days: by day',
      expects: { atLeast: traffic.days, atMost: traffic.days },
      variants: [metrics([byDay]), metrics([byDay], is('properties.feature')('chat'))],
    },
    {
      what: 'metrics, 30 days: by day, ten models or features and all others',
      expects: { atLeast: 11 * traffic.days, atMost: 11 * traffic.days },
      variants: [metrics([byDay, { by: 'model' }]), metrics([byDay, { by: 'properties.feature' }])],
    },
    {
      what: 'difference, 30 days: the failed, and the slow',
      expects: { atLeast: 1, atMost: 20 },
      variants: [
        difference({ filter: is('failed')(true) }),
        difference({ filter: { field: 'latency_ms', op: '>', value: 20_000 } }),
      ],
    },
  ];
}
