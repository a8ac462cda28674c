import { bucketSizes, measures, metricsLimits } from '@tallystick/clickhouse';
import { entryAliases, entryTypes, fieldAliases, fields, filterLimits, operatorsOf } from '@tallystick/filter';
import { html } from 'hono/html';
import { curlOf } from '../questions/ask-again.ts';
import { prose } from './prose.ts';

type Html = ReturnType<typeof html>;

const day = 86_400_000;

interface Question {
  says: string;
  path: string;
  /** Undefined for a GET. */
  body?: object;
}

/** What people want to know first, of a feature named `checkout`. @param now Unix ms */
function questions(now: number): Question[] {
  const today = now - (now % day);
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * day;
  const [lastWeek, thisWeek] = [date(monday - 7 * day), date(monday)];
  const yesterday = date(today - day);
  const spike = { from: `${yesterday}T14:00Z`, to: `${yesterday}T14:15Z` };
  return [
    {
      says: 'What did the feature `checkout` cost per user last week, compared with the week before? A row for each user, the dearest first, with `previous` beside `values`. Without `groupings`, `cost_per_user` is the mean over all users.',
      path: '/v1/metrics/query',
      body: {
        from: lastWeek,
        to: thisWeek,
        filter: 'property.feature:checkout',
        measures: ['cost_usd', 'requests', 'cost_per_user'],
        groupings: [{ by: 'user_id' }],
        compare_previous: true,
      },
    },
    {
      says: 'Which calls failed yesterday between 14:00 and 14:15?',
      path: '/v1/requests/query',
      body: {
        ...spike,
        filter: 'failed:true',
        columns: ['request_id', 'created_at', 'model', 'user_id', 'status', 'error', 'latency_ms'],
      },
    },
    {
      says: 'What did they have in common? They are compared with the other calls of the day; what stands by itself comes first, and `line` of each difference is a filter that finds its calls.',
      path: '/v1/metrics/difference',
      body: { from: yesterday, to: date(today), inside: { ...spike, filter: 'failed:true' } },
    },
    {
      says: 'Which was the slowest?',
      path: '/v1/requests/query',
      body: {
        ...spike,
        filter: 'failed:true',
        sort: { field: 'latency_ms' },
        limit: 1,
        columns: ['request_id', 'latency_ms'],
      },
    },
    {
      says: 'And its conversation: put its `request_id` in the place of `ID`. `conversation` has the messages, `bodies` what was sent and answered.',
      path: '/v1/requests/ID',
    },
  ];
}

function date(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A line of a filter, and what it means. */
export const lines: readonly (readonly [string, string])[] = [
  ['model:gpt-4o', 'is exactly that'],
  ['model:gpt-4o,o3', 'is one of these'],
  ['model:gpt*', 'begins with; the case of A to Z does not matter, here and below'],
  ['model:*mini', 'ends with'],
  ['error:*limit*', 'contains'],
  ['status:>=400', 'a comparison: `>` `>=` `<` `<=` `!=`'],
  ['cost:>$0.05', 'USD, compared exactly'],
  ['latency:>2s', 'a duration: `ms`, `s`, `m` or `h`; ms when it has no unit'],
  ['latency:1s..2s', 'from and to, both included'],
  ['time:2030-01-01..2030-01-31T12:00Z', 'likewise of times, with their zone, or dates in UTC'],
  ['property.feature:checkout', 'a property; likewise `score.NAME` and `cost_breakdown.LINE`'],
  [
    'session_name:"Trip (draft)"',
    'a value with spaces, commas, stars or parentheses stands in quotes; in them, `\\"` and `\\\\`',
  ],
  ['user:*', 'has one'],
  ['"a refund, please"', 'this text is in the request or the answer; a bare word likewise'],
  ['request:refund', 'it is in the request'],
  ['response:"I am sorry"', 'it is in the answer'],
  ['-model:gpt*', 'the opposite; also `NOT user:*` and `status:!=200`'],
  ['failed:true user:ann', 'both; also with `AND` between them'],
  ['(model:o3 OR model:gpt*) failed:true', 'one of them; `AND` binds tighter than `OR`'],
];

const asJson = {
  and: [{ field: 'model', op: '=', value: 'gpt-4o' }, { not: { field: 'cost_usd', op: '<=', value: 0.05 } }],
};

/** Of the types that are not said by their name. */
const typeNotes: Readonly<Record<string, string>> = {
  list: 'list of text, of which one must do',
  id: 'UUID',
  choice: 'one of several words',
  duration: 'ms',
  money: 'USD',
};

/**
 * What a reader needs before the routes: worked questions, the language of filters, the fields and the measures, as they are.
 *
 * @param origin of the API, for examples that can be run
 * @param now Unix ms, of examples that speak of yesterday
 */
export function howToAsk(origin: string, now: number): Html {
  return html`<h2 id="ask">How to ask</h2>
    <p>${prose('A read key sees its own organisation; what each route takes stands with it. These run in a shell that has the key in `TALLY_READ_KEY`; times are UTC.')}</p>
    ${questions(now).map(
      ({ says, path, body }) => html`<p>${prose(says)}</p>
        <pre>${curlOf(`${origin}${path}`, body)}</pre>`,
    )}
    <p>${prose('`from` and `to` are a time (`2030-01-31T14:00+01:00`), a date (its first moment in `time_zone`, an IANA name, by default UTC) or how long ago (`30m`, `24h`, `7d`, `4w`); `to` is excluded. Every answer says how to ask the same once more (`again`) and repeats what was asked in both notations (`asked`). USD are decimal text; what is unknown is null, never 0. A list goes on with its `next_cursor` as `cursor`, and the rest of the body as it was. Errors name the part that is wrong and what it takes. A viewer sees no bodies.')}</p>
    <h2 id="filters">Filters</h2>
    <p>${prose('`filter` says which calls are meant: as one line, or as JSON. An empty line means all.')}</p>
    ${table(lines)}
    <p>${prose('As JSON, parts stand in `and`, `or` and `not`, and text that is looked for is `{ "text": "refund", "in": "any" }`:')}</p>
    <pre>${JSON.stringify(asJson)}</pre>
    <p>${prose(`A field that has no value meets no condition, and so meets the opposite of each. Text that was not given is empty. Up to ${filterLimits.depth} levels, ${filterLimits.conditions} conditions, ${filterLimits.searches} of them searches for text, and ${filterLimits.values} values of one \`in\`.`)}</p>
    <h2 id="fields">Fields</h2>
    <p>${prose('Each type with its operators, then each field with its type and what else may be typed for it. `failed` is no answer, a status from 400, or an answer that broke off upstream.')}</p>
    ${table(Object.entries(operatorsOf).map(([type, operators]) => [type, codes(operators), typeNotes[type] ?? '']))}
    ${table([
      ...fields.map(({ name, type, choices }) => [
        name,
        choices ? `${type}: ${codes(choices)}` : type,
        codes(aliasesOf(name, fieldAliases)),
      ]),
      ...Object.entries(entryTypes).map(([map, type]) => [
        `${map}.NAME`,
        type,
        codes(aliasesOf(map, entryAliases).map((alias) => `${alias}.NAME`)),
      ]),
    ])}
    <h2 id="measures">Measures</h2>
    <p>${prose(`What \`POST /v1/metrics/query\` counts and computes, by up to ${metricsLimits.groupings} groupings: \`{ "by": "time", "bucket": "1h" }\`, with buckets of ${codes(bucketSizes)}, and \`{ "by": "model" }\` or any other field that is text, a choice, true or false, a status, a property or a score.`)}</p>
    ${table([
      ...measures.map(({ name, unit, description }) => [name, unit, description]),
      ['scores.NAME.avg', 'score', 'Also `count`, `p50`, `p90`, `p95` and `p99`'],
    ])}`;
}

function aliasesOf(name: string, aliases: Readonly<Record<string, string>>): string[] {
  return Object.keys(aliases).filter((alias) => aliases[alias] === name);
}

function codes(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(' ');
}

function table(rows: readonly (readonly string[])[]): Html {
  return html`<table>
    ${rows.map(
      ([name = '', ...cells]) => html`<tr>
        <td>${name}</td>
        ${cells.map((cell) => html`<td>${prose(cell)}</td>`)}
      </tr>`,
    )}
  </table>`;
}
