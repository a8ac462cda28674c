import type { RequestsAnswer } from '@tallystick/client';
import { type Field, type FieldType, type Filter, findField, type SortField, sortFields } from '@tallystick/filter';
import type { ReactNode } from 'react';
import { Status } from '../../components/status.tsx';
import { nameOfField } from '../../format/fields.ts';
import { exactMoney, money, unknown } from '../../format/money.ts';
import { compact, count } from '../../format/numbers.ts';
import { duration, inUtc, moment } from '../../format/times.ts';
import { conditionOn } from '../../search.ts';

export type Call = RequestsAnswer['data'][number];

/** A column of the list: a field of docs/filters.md, or one of the list's own. */
export interface CallColumn {
  name: string;
  title: string;
  /** As a track of a CSS grid. */
  width: string;
  numeric: boolean;
  /** So many tracks. */
  span?: number;
  sortedBy: SortField | undefined;
  cell: (call: Call, zone: string) => ReactNode;
  /** What a click on the cell filters by; undefined: it opens the call. */
  condition: (call: Call) => Filter | undefined;
}

export const standardColumns = [
  ...['created_at', 'status', 'model', 'preview', 'tokens', 'cost_usd', 'latency_ms', 'user_id'],
] as const;

/** Whether a column quotes bodies, which viewers do not see. */
export const isOfBodies = (name: string) => name === 'preview';

/** How a call is laid out in its row. */
export interface Layout {
  columns: readonly CallColumn[];
  /** Of a CSS grid; what has no room in a line goes to the next. */
  tracks: string;
  /** Of a row, px. */
  height: number;
}

/** Px. */
export const lineHeight = 32;

export function oneLine(columns: readonly CallColumn[]): Layout {
  return { columns, tracks: columns.map(({ width }) => width).join(' '), height: lineHeight };
}

/** Undefined for what is no column. */
export function columnOf(name: string): CallColumn | undefined {
  const own = Object.hasOwn(ownColumns, name) ? ownColumns[name] : undefined;
  if (own) return { ...plain, name, ...own };
  const field = findField(name);
  return field?.name === name ? columnOfField(field) : undefined;
}

/** What is asked of the API for a column. */
export function askedFor(name: string): (keyof Call)[] {
  if (name === 'preview') return [];
  if (name === 'tokens') return ['prompt_tokens', 'completion_tokens', 'tokens_source'];
  if (name === 'status') return ['status', 'failed', 'finish'];
  return [(findField(name)?.entry?.column ?? name) as keyof Call];
}

const plain = { numeric: false, sortedBy: undefined, condition: () => undefined };

const ownColumns: Record<string, Pick<CallColumn, 'title' | 'width' | 'cell'> & Partial<CallColumn>> = {
  created_at: {
    title: 'Time',
    width: '8.5rem',
    sortedBy: 'created_at',
    cell: ({ created_at }, zone) =>
      created_at && (
        <time dateTime={created_at} title={inUtc(created_at)} className="text-quiet">
          {moment(created_at, zone)}
        </time>
      ),
  },
  status: {
    title: 'Status',
    width: '4.5rem',
    cell: ({ status = 0, failed = false, finish }) => (
      <Status status={status} failed={failed} {...(finish ? { finish } : {})} />
    ),
    condition: ({ status }) => (status === undefined ? undefined : { field: 'status', op: '=', value: status }),
  },
  preview: {
    title: 'Prompt',
    width: 'minmax(12rem, 1fr)',
    cell: ({ preview }) => preview ?? <Unknown why="No text of the request is held in ClickHouse" />,
  },
  tokens: {
    title: 'Tokens',
    width: '7.5rem',
    numeric: true,
    sortedBy: 'total_tokens',
    cell: ({ prompt_tokens = null, completion_tokens = null, tokens_source }) =>
      prompt_tokens === null && completion_tokens === null ? (
        <Unknown why="The provider told no usage" />
      ) : (
        <span
          title={`${count(prompt_tokens)} tokens in, ${count(completion_tokens)} out${tokens_source === 'estimated' ? ', estimated' : ''}`}
        >
          {tokens_source === 'estimated' && <span className="text-quiet">~ </span>}
          {compact(prompt_tokens)} <span className="text-quiet">→</span> {compact(completion_tokens)}
        </span>
      ),
  },
};

const widths: Record<FieldType, string> = {
  text: '10rem',
  list: '11rem',
  id: '19rem',
  choice: '7rem',
  number: '7rem',
  duration: '5.5rem',
  money: '7.25rem',
  time: '8.75rem',
  boolean: '5.5rem',
};

const otherWidths: Record<string, string> = {
  model: '11.5rem',
  user_id: '7.5rem',
  country: '6rem',
  path: '14rem',
  error: '18rem',
};

function columnOfField(field: Field): CallColumn {
  const { name, type } = field;
  return {
    name,
    title: nameOfField(name),
    width: otherWidths[name] ?? widths[type],
    numeric: type === 'number' || type === 'duration' || type === 'money',
    sortedBy: sortFields.find((one) => one === name),
    cell: (call, zone) => <Value field={field} value={fieldOf(call, field)} zone={zone} />,
    condition: (call) => {
      const value = fieldOf(call, field);
      if (type !== 'text' && type !== 'choice' && type !== 'boolean') return undefined;
      return typeof value === 'string' || typeof value === 'boolean' ? conditionOn(name, value) : undefined;
    },
  };
}

function fieldOf(call: Call, { name, entry }: Field): unknown {
  const value = call[(entry?.column ?? name) as keyof Call];
  return entry ? (value as Record<string, unknown> | undefined)?.[entry.name] : value;
}

function Value({ field: { name, type }, value, zone }: { field: Field; value: unknown; zone: string }): ReactNode {
  if (value === null || value === undefined || value === '') return <Unknown why={reasons[name] ?? 'Not given'} />;
  switch (type) {
    case 'time':
      return <time title={inUtc(String(value))}>{moment(String(value), zone)}</time>;
    case 'duration':
      return <span title={`${count(Number(value))} ms`}>{duration(Number(value))}</span>;
    case 'money':
      return <span title={exactMoney(String(value))}>{money(String(value))}</span>;
    case 'number':
      return count(Number(value));
    case 'boolean':
      return value ? 'yes' : 'no';
    case 'list':
      return Array.isArray(value) && value.length > 0 ? value.join(', ') : <Unknown why="None" />;
    default:
      return <span title={String(value)}>{String(value)}</span>;
  }
}

/** Why a field can be without a value. */
const reasons: Record<string, string> = {
  cost_usd: 'No price is known, or no usage',
  ttft_ms: 'Nothing was streamed',
  user_id: 'The call names no user',
  model: 'No model is named',
};

function Unknown({ why }: { why: string }) {
  return (
    <span className="text-quiet" title={why}>
      {unknown}
    </span>
  );
}

/** For a phone: two lines, under titles in two lines. */
export const inLines: Layout = {
  columns: ['status', 'model', 'cost_usd', 'created_at', 'latency_ms'].flatMap((name) => {
    const column = columnOf(name);
    return column ? { ...column, ...(name === 'created_at' ? { span: 2 } : {}) } : [];
  }),
  tracks: '4rem minmax(0, 1fr) 7.25rem',
  height: 52,
};
