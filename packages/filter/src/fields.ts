import { bodyLocations, costSources, finishes, tokensSources } from '@tallystick/log';

/** `duration` in ms, `money` in USD. */
export type FieldType = 'text' | 'list' | 'id' | 'choice' | 'number' | 'duration' | 'money' | 'time' | 'boolean';

export interface Field {
  /** As in `requests`; of an entry, `properties.feature`. */
  name: string;
  type: FieldType;
  /** Whether a call may be without it. Text that is not given is empty. */
  nullable: boolean;
  /** Of a `choice`. */
  choices?: readonly string[];
  /** Of an entry of a map: the column, and the entry's name. */
  entry?: { column: EntryColumn; name: string };
}

type Definition = FieldType | `${FieldType}?` | readonly string[];

/** Columns of `requests`, and what follows from several. */
const definitions = {
  request_id: 'id',
  call_id: 'id',
  attempt: 'number',
  response_id: 'text',
  key_id: 'text',
  isolate_id: 'id',
  isolate_seq: 'number',
  created_at: 'time',
  responded_at: 'time',
  provider: 'text',
  model: 'text',
  requested_model: 'text',
  path: 'text',
  target_host: 'text',
  status: 'number',
  streamed: 'boolean',
  finish: finishes,
  finish_reason: 'text',
  service_tier: 'text',
  error: 'text',
  warnings: 'list',
  latency_ms: 'duration',
  ttft_ms: 'duration?',
  prompt_tokens: 'number?',
  completion_tokens: 'number?',
  cache_read_tokens: 'number?',
  cache_write_tokens: 'number?',
  prompt_audio_tokens: 'number?',
  completion_audio_tokens: 'number?',
  reasoning_tokens: 'number?',
  tokens_source: tokensSources,
  cost_usd: 'money?',
  cost_source: costSources,
  cost_saved_usd: 'money?',
  user_id: 'text',
  session_id: 'text',
  session_path: 'text',
  session_name: 'text',
  prompt_id: 'text',
  country: 'text',
  threat: 'boolean?',
  threat_rules: 'list',
  cached: 'boolean',
  cache_reference_id: 'text',
  passthrough_billing: 'boolean',
  body_location: bodyLocations,
  request_bytes: 'number?',
  response_bytes: 'number?',
  /** prompt_tokens and completion_tokens; unknown when one of them is. */
  total_tokens: 'number?',
  /** No answer, a status from 400, or an answer that broke off upstream. */
  failed: 'boolean',
} as const satisfies Record<string, Definition>;

export type ColumnField = keyof typeof definitions;

/** What calls can be sorted by. None of it changes when a call is edited. */
export const sortFields = [
  'created_at',
  'latency_ms',
  'ttft_ms',
  'cost_usd',
  'total_tokens',
  'prompt_tokens',
  'completion_tokens',
] as const satisfies readonly ColumnField[];
export type SortField = (typeof sortFields)[number];

/** Maps whose entries are fields: `properties.feature`. */
export const entryTypes = { properties: 'text', scores: 'number', cost_breakdown: 'money' } as const;
export type EntryColumn = keyof typeof entryTypes;

/** What people type for a field. */
export const fieldAliases: Readonly<Record<string, ColumnField>> = {
  id: 'request_id',
  key: 'key_id',
  time: 'created_at',
  host: 'target_host',
  latency: 'latency_ms',
  ttft: 'ttft_ms',
  cost: 'cost_usd',
  saved: 'cost_saved_usd',
  tokens: 'total_tokens',
  input_tokens: 'prompt_tokens',
  output_tokens: 'completion_tokens',
  user: 'user_id',
  session: 'session_id',
  prompt: 'prompt_id',
};
/** The same for a map. */
export const entryAliases: Readonly<Record<string, EntryColumn>> = { property: 'properties', score: 'scores' };

/** Characters of an entry's name. */
const longestName = 200;

const columns: ReadonlyMap<string, Field> = new Map(
  Object.entries(definitions).map(([name, definition]) => [name, fieldOf(name, definition)]),
);

/** Every field that has a name of its own, in the order of the columns. */
export const fields: readonly Field[] = [...columns.values()];

/** The field of a name or of what people type for it; `undefined` when there is none. */
export function findField(name: string): Field | undefined {
  const column = columns.get(name);
  if (column) return column;
  if (Object.hasOwn(fieldAliases, name)) return columns.get(fieldAliases[name] ?? '');
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  const [map, entry] = [name.slice(0, dot), name.slice(dot + 1)];
  const of = Object.hasOwn(entryAliases, map) ? entryAliases[map] : map;
  if (!isEntryColumn(of) || entry === '' || entry.length > longestName || !entry.isWellFormed()) return undefined;
  // The names of properties come from headers, which have no case.
  const stored = of === 'properties' ? entry.toLowerCase() : entry;
  return { name: `${of}.${stored}`, type: entryTypes[of], nullable: true, entry: { column: of, name: stored } };
}

/** The names to choose from, to be read in an error. */
export const fieldNames = `${[...columns.keys()].join(', ')}, ${Object.keys(entryTypes)
  .map((map) => `${map}.NAME`)
  .join(', ')}`;

function isEntryColumn(name: string | undefined): name is EntryColumn {
  return name !== undefined && Object.hasOwn(entryTypes, name);
}

function fieldOf(name: string, definition: Definition): Field {
  if (typeof definition !== 'string') return { name, type: 'choice', nullable: false, choices: definition };
  const nullable = definition.endsWith('?');
  return { name, type: (nullable ? definition.slice(0, -1) : definition) as FieldType, nullable };
}
