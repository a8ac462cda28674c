import {
  type ColumnField,
  type Condition,
  type Field,
  type Filter,
  type FilterValue,
  findField,
  type Operator,
  searchesOf,
  type TextSearch,
} from '@tallystick/filter';
import { clickhouseTime } from '@tallystick/log';
import { wholePlaceList } from '../place.ts';
import type { Parameters } from './parameters.ts';

/** What follows from several columns; every other field is a column. */
export const expressions: { readonly [field in ColumnField]?: string } = {
  total_tokens: '(toUInt64(prompt_tokens) + toUInt64(completion_tokens))',
  failed: "toBool(status < 100 OR status >= 400 OR finish = 'upstream_error')",
};

/**
 * A filter as a condition on rows of `requests`. It is never NULL: what has no value meets no condition.
 *
 * @param bodies a condition on rows of `bodies` that holds for the bodies of all rows in question, so that no more of them are searched
 */
export function filterSql(filter: Filter, parameters: Parameters, bodies: string): string {
  const found = searchesSql([...new Set(searchesOf(filter).map(searchSql(parameters)))], parameters, bodies);
  const sqlOf = (part: Filter): string => {
    if ('and' in part) return part.and.length === 0 ? 'true' : `(${part.and.map(sqlOf).join(' AND ')})`;
    if ('or' in part) return part.or.length === 0 ? 'true' : `(${part.or.map(sqlOf).join(' OR ')})`;
    if ('not' in part) return `NOT ${sqlOf(part.not)}`;
    return 'text' in part ? found(searchSql(parameters)(part)) : conditionSql(part, parameters);
  };
  return sqlOf(filter);
}

/** The SQL of a field's value, NULL or the type's empty value where there is none. */
export function fieldSql(field: Field, parameters: Parameters): string {
  if (field.entry) return `${field.entry.column}[${parameters.bind('String', field.entry.name)}]`;
  return expressions[field.name as ColumnField] ?? field.name;
}

function conditionSql({ field: name, op, value }: Condition, parameters: Parameters): string {
  const field = findField(name);
  if (!field) throw new RangeError(`a filter of no field: ${name}`);
  const of = fieldSql(field, parameters);
  if (field.type === 'list') {
    return op === 'exists'
      ? `notEmpty(${of})`
      : `arrayExists(x -> ${compare('x', field, op, value, parameters)}, ${of})`;
  }
  if (field.entry?.column === 'properties' && (op === '=' || op === 'in')) {
    return hasProperty(field.entry.name, value, parameters);
  }
  // An entry that is not there reads as the empty value of its type.
  const present = field.entry && `mapContains(${field.entry.column}, ${parameters.bind('String', field.entry.name)})`;
  if (op === 'exists') return present ?? (field.type === 'text' ? `notEmpty(${of})` : `isNotNull(${of})`);
  const met = compare(of, field, op, value, parameters);
  if (present) return `(${present} AND ${met})`;
  return field.nullable ? `ifNull(${met}, false)` : `(${met})`;
}

/** The map itself takes five times as long to read. Of a million values two have one hash with a probability of 3·10⁻⁸. */
function hasProperty(name: string, value: Condition['value'], parameters: Parameters): string {
  const hash = (sql: string) => `cityHash64(${parameters.bind('String', name)}, ${sql})`;
  return Array.isArray(value)
    ? `hasAny(property_hashes, arrayMap(one -> ${hash('one')}, ${parameters.bind('Array(String)', value)}))`
    : `has(property_hashes, ${hash(parameters.bind('String', value))})`;
}

function compare(of: string, field: Field, op: Operator, value: Condition['value'], parameters: Parameters): string {
  const text = () => parameters.bind('String', value);
  switch (op) {
    // Of A to Z only, and the same for all four, so that a pattern means the same in every place.
    case 'contains':
      return `positionCaseInsensitive(${of}, ${text()}) > 0`;
    case 'starts_with':
      return `startsWith(lower(${of}), lower(${text()}))`;
    case 'ends_with':
      return `endsWith(lower(${of}), lower(${text()}))`;
    case 'in':
      return isOneOf(of, field, value as readonly FilterValue[], parameters);
    default:
      return `${of} ${op} ${bindValue(field, value as FilterValue, parameters)}`;
  }
}

function isOneOf(of: string, field: Field, values: readonly FilterValue[], parameters: Parameters): string {
  switch (field.type) {
    case 'id':
      return `${of} IN ${parameters.bind('Array(UUID)', values)}`;
    case 'choice':
      return `toString(${of}) IN ${parameters.bind('Array(String)', values)}`;
    case 'text':
    case 'list':
      return `${of} IN ${parameters.bind('Array(String)', values)}`;
    case 'money':
      return `has(CAST(${parameters.bind('Array(String)', values.map(usd))}, 'Array(Decimal(18, 12))'), ${of})`;
    default:
      return `has(${parameters.bind('Array(Float64)', values)}, toFloat64(${of}))`;
  }
}

function usd(value: FilterValue): string {
  return Number(value).toFixed(12);
}

function bindValue(field: Field, value: FilterValue, parameters: Parameters): string {
  switch (field.type) {
    case 'id':
      return parameters.bind('UUID', value);
    case 'boolean':
      return parameters.bind('Bool', value);
    case 'time':
      return parameters.bind("DateTime64(3, 'UTC')", clickhouseTime(Date.parse(String(value))));
    case 'money':
      // As exact as what is stored: a float would not equal 0.1.
      return parameters.bind('Decimal(18, 12)', usd(value));
    case 'number':
    case 'duration':
      return parameters.bind('Float64', value);
    default:
      return parameters.bind('String', value);
  }
}

/** What holds a piece of a stream's text in the JSON of an event. */
const piece = '"(?:content|text|delta|thinking|reasoning_content|refusal|arguments|partial_json)": ?"';

/** The text of a stream, put together from the JSON of its events: a word is often cut by them. */
const streamedText = `arrayStringConcat(extractAll(response_body, '${piece}((?:[^"\\\\\\\\]|\\\\\\\\.)*)"'))`;

/**
 * Says of each search which calls it finds. Several are answered by one read of the bodies: by a subquery that tells the calls of all of them, with
 * the number of the search. ClickHouse makes its rows once, however often they are named (docs/decisions/0907).
 */
function searchesSql(searches: readonly string[], parameters: Parameters, bodies: string): (search: string) => string {
  const [first, ...others] = searches;
  if (others.length === 0) {
    return () => `(${wholePlaceList}) IN (SELECT ${wholePlaceList} FROM bodies WHERE ${bodies} AND (${first}))`;
  }
  const numbers = `arrayFilter((number, is_met) -> is_met, range(${searches.length}), [${searches.join(', ')}])`;
  const found = parameters.share(`SELECT ${wholePlaceList}, arrayJoin(${numbers}) FROM bodies WHERE ${bodies}`);
  return (search) => `(${wholePlaceList}, ${searches.indexOf(search)}) IN ${found}`;
}

/** A search as a condition on rows of `bodies`. */
const searchSql =
  (parameters: Parameters) =>
  ({ text, in: where }: TextSearch): string => {
    const forms = spellings(text);
    const needles = parameters.bind('Array(String)', forms);
    const found = (haystack: string) => `multiSearchAnyCaseInsensitive(${haystack}, ${needles})`;
    const inRequest = `request_encoding = 'utf8' AND (${found('request_body')})`;
    // To put a stream together takes five times as long as to see that no pieces of it can make up the text.
    const inPieces = `match(response_body, '^(data|event|id|retry)?:') AND match(response_body, ${parameters.bind('String', cutPattern(forms))}) AND (${found(streamedText)})`;
    const inResponse = `response_encoding = 'utf8' AND (${found('response_body')} OR ${inPieces})`;
    return { request: inRequest, response: inResponse, any: `(${inRequest}) OR (${inResponse})` }[where];
  };

/** So many characters are looked for across pieces. More make the pattern longer, and it finds hardly less. */
const cutLength = 16;

/** What streams have that hold the beginning of one of the forms, in one piece or cut anywhere: few others do. */
function cutPattern(forms: readonly string[]): string {
  const beginnings = forms.map((form) =>
    Array.from(form).slice(0, cutLength).map(anyCase).join(`(?:"(?s:.*)${piece})?`),
  );
  return [...new Set(beginnings)].join('|');
}

/** A character in a regular expression, A to Z in either case. */
function anyCase(character: string): string {
  if (/[a-z]/i.test(character)) return `[${character.toLowerCase()}${character.toUpperCase()}]`;
  return character < '\x80' ? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}` : character;
}

/**
 * How text may stand in a body: as it is, or as JSON, which some write without letters beyond ASCII, some without what HTML would
 * take for its own (Go), and some with slashes escaped (PHP).
 */
function spellings(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const ascii = json.replace(/[\u0080-\uffff]/g, escaped);
  const forms = [text, json, ascii, json.replace(/[<>&]/g, escaped), ascii.replaceAll('/', '\\/')];
  return [...new Set(forms)];
}
