import type { Call } from './call.ts';
import { uuidPattern } from './ids.ts';
import { propertyLimits, propertyNameFault } from './properties.ts';

/**
 * What a header does to a call. One that `describes` can never fail it: a bad value is dropped with a warning. One that
 * `changes` it answers 400 when it makes no sense. One that `guards` it must not be ignored: a call that asks for a guard
 * that is not there is refused.
 */
export type HeaderEffect = 'authenticates' | 'describes' | 'omits' | 'routes' | 'changes' | 'guards';

export interface HeaderDefinition {
  /** The name after `Tally-` or `Helicone-`, written as documented. One ending in `-` stands for all names it begins. */
  name: string;
  effect: HeaderEffect;
  /** False for what is read but not acted on yet: it is noted as a warning, or refused if it guards. */
  supported: boolean;
  format: string;
  meaning: string;
}

/** Every header that Tallystick reads, under both prefixes. docs/headers.md is written from this table. */
export const headerTable: readonly HeaderDefinition[] = [
  {
    name: 'Auth',
    effect: 'authenticates',
    supported: true,
    format: '`Bearer KEY`',
    meaning: 'the write key of the organisation that the call is logged for',
  },
  {
    name: 'Request-Id',
    effect: 'describes',
    supported: true,
    format: 'UUID',
    meaning: 'names the call; without it the edge makes a UUIDv7',
  },
  {
    name: 'User-Id',
    effect: 'describes',
    supported: true,
    format: 'text, at most 256 characters',
    meaning: 'who made the call; without it the body’s `user`, `metadata.user_id` or `safety_identifier`',
  },
  {
    name: 'Session-Id',
    effect: 'describes',
    supported: true,
    format: 'text, at most 256 characters',
    meaning: 'the session that the call belongs to',
  },
  {
    name: 'Session-Path',
    effect: 'describes',
    supported: true,
    format: '`a/b/c`, at most 1,024 characters',
    meaning: 'the step of the session, as a path',
  },
  {
    name: 'Session-Name',
    effect: 'describes',
    supported: true,
    format: 'text, at most 256 characters',
    meaning: 'what the session is called',
  },
  {
    name: 'Prompt-Id',
    effect: 'describes',
    supported: true,
    format: 'text, at most 256 characters',
    meaning: 'the prompt that the call was made from',
  },
  {
    name: 'Model-Override',
    effect: 'describes',
    supported: true,
    format: 'text, at most 256 characters',
    meaning: 'the model name to price the call by',
  },
  {
    name: 'Property-',
    effect: 'describes',
    supported: true,
    format: 'text, at most 1,024 characters; at most 64 of them, names at most 64 characters',
    meaning: 'a property of your own, named by what follows (in lower case)',
  },
  {
    name: 'Omit-Request',
    effect: 'omits',
    supported: true,
    format: '`true`; anything but `false` counts',
    meaning: 'the request body is not kept; tokens and cost still are',
  },
  {
    name: 'Omit-Response',
    effect: 'omits',
    supported: true,
    format: '`true`; anything but `false` counts',
    meaning: 'the response body is not kept; tokens and cost still are',
  },
  {
    name: 'Target-URL',
    effect: 'routes',
    supported: true,
    format: 'an http(s) origin, optionally with a base path',
    meaning:
      'where `/gateway/…`, the bare domain or a host label sends the call; it must be on the allow-list. With a provider’s name in the path: 400',
  },
  {
    name: 'OpenAI-Api-Base',
    effect: 'routes',
    supported: true,
    format: 'an http(s) origin, optionally with a base path',
    meaning: 'the same, as Helicone’s OpenAI clients name it',
  },
  {
    name: 'Stream-Usage',
    effect: 'changes',
    supported: true,
    format: '`true` or `false`',
    meaning:
      'ask the provider to report the usage of a streamed chat completion or completion in OpenAI’s format; the client sees the stream without it. Other calls go as they are; any other value is 400',
  },
  planned('Cache-Enabled', 'changes', '`true`', 'answer from the cache, and fill it'),
  planned('Cache-Save', 'changes', '`true`', 'fill the cache only'),
  planned('Cache-Read', 'changes', '`true`', 'answer from the cache only'),
  planned('Cache-Seed', 'changes', 'text', 'part of the cache key'),
  planned('Cache-Bucket-Max-Size', 'changes', 'integer, 1 to 20', 'how many answers to keep for one key'),
  planned('Cache-Ignore-Keys', 'changes', 'comma-separated JSON keys', 'left out of the cache key'),
  planned('Cache-Control', 'changes', '`max-age=SECONDS`', 'how long an answer is kept'),
  planned('Retry-Enabled', 'changes', '`true`', 'retry on 429 and 5xx'),
  planned('Retry-Num', 'changes', 'integer', 'how often'),
  planned('Retry-Factor', 'changes', 'number', 'how fast the wait grows'),
  planned('Retry-Min-Timeout', 'changes', 'ms', 'the shortest wait'),
  planned('Retry-Max-Timeout', 'changes', 'ms', 'the longest wait'),
  planned('Fallbacks', 'changes', 'JSON', 'where to turn when the provider fails'),
  planned('RateLimit-Policy', 'changes', '`quota;w=seconds;u=request|cents;s=user|PROPERTY`', 'a quota'),
  planned('Moderations-Enabled', 'guards', '`true`', 'moderate the prompt before it is sent'),
  planned('LLM-Security-Enabled', 'guards', '`true`', 'look for prompt injection before it is sent'),
];

function planned(name: string, effect: HeaderEffect, format: string, meaning: string): HeaderDefinition {
  return { name, effect, supported: false, format, meaning };
}

/** The two prefixes, the stronger one first. */
export const headerPrefixes = ['tally-', 'helicone-'] as const;

/** @param name in lower case */
export function isOwnHeader(name: string): boolean {
  return headerPrefixes.some((prefix) => name.startsWith(prefix));
}

/**
 * The request's own headers of Tallystick, by their names after the prefix, in lower case. `put` keeps `Tally-*` over
 * `Helicone-*` whatever their order.
 */
export class OwnHeaders {
  readonly #values = new Map<string, OwnHeader & { rank: number }>();

  /** Takes a header if it is one of ours. @param name in lower case @returns whether it was taken */
  put(name: string, value: string): boolean {
    const rank = headerPrefixes.findIndex((prefix) => name.startsWith(prefix));
    const prefix = headerPrefixes[rank];
    if (prefix === undefined) return false;
    const suffix = name.slice(prefix.length);
    const known = this.#values.get(suffix);
    if (!known || rank < known.rank) this.#values.set(suffix, { value: value.trim(), prefix, rank });
    return true;
  }

  get(name: string): string | undefined {
    return this.#values.get(name)?.value;
  }

  /**
   * Whether a header asks for protection: for a body not to be kept, or for a guard. Only `false` declines: a value that
   * makes no sense was still meant to protect.
   */
  asks(name: string): boolean {
    return !/^(false)?$/i.test(this.get(name) ?? '');
  }

  entries(): IterableIterator<[name: string, header: OwnHeader]> {
    return this.#values.entries();
  }
}

interface OwnHeader {
  value: string;
  prefix: string;
}

/** A header's whole name as documented, for messages to its sender. */
function headerName(suffix: string, prefix: string): string {
  const documented = definitions.get(suffix)?.name ?? suffix.replace(/^property-/, 'Property-');
  const whole = `${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}${documented}`;
  return whole.length > 90 ? `${whole.slice(0, 90)}…` : whole;
}

/** What the describing headers say about a call, in the words of the message. */
export type Description = Pick<
  Call,
  | 'user_id'
  | 'session_id'
  | 'session_path'
  | 'session_name'
  | 'prompt_id'
  | 'model_override'
  | 'properties'
  | 'warnings'
> & {
  /** The caller's own id of the call, '' for none. */
  request_id: string;
};

const texts = {
  'user-id': ['user_id', 256],
  'session-id': ['session_id', 256],
  'session-path': ['session_path', 1024],
  'session-name': ['session_name', 256],
  'prompt-id': ['prompt_id', 256],
  'model-override': ['model_override', 256],
} as const;

const propertyPrefix = 'property-';
const definitions = new Map(headerTable.map((header) => [header.name.toLowerCase(), header]));
/** A call can bring many headers, and its row should not grow with every bad one. */
const warningLimit = 20;

/**
 * Reads the describing headers. A value that is not of its form is left out and named in `warnings`; so is a header that
 * is not known, or not acted on yet.
 *
 * @param nameOf what a warning calls the header with this name after the prefix
 */
export function readDescription(own: OwnHeaders, nameOf = headerName): Description {
  const description: Description = {
    request_id: '',
    user_id: '',
    session_id: '',
    session_path: '',
    session_name: '',
    prompt_id: '',
    model_override: '',
    properties: {},
    warnings: [],
  };
  const warnings: string[] = [];
  let properties = 0;
  for (const [name, { value, prefix }] of own.entries()) {
    const warn = (what: string) => warnings.push(`${nameOf(name, prefix)} ${what}`);
    if (isText(name)) {
      const [column, limit] = texts[name];
      const fault = textFault(value, limit);
      if (fault === undefined) description[column] = value;
      else warn(`${fault} and was dropped`);
    } else if (name === 'request-id') {
      if (uuidPattern.test(value)) description.request_id = value.toLowerCase();
      else warn('is not a UUID and was replaced');
    } else if (name.startsWith(propertyPrefix)) {
      const property = name.slice(propertyPrefix.length);
      const fault =
        property === '' ? 'names no property' : (propertyNameFault(property) ?? textFault(value, propertyLimits.value));
      if (fault !== undefined) warn(`${fault} and was dropped`);
      else if (++properties <= propertyLimits.call) description.properties[property] = value;
    } else {
      const definition = definitions.get(name);
      if (!definition) warn('is not a header of Tallystick and was ignored');
      else if (definition.effect === 'omits' && !isBoolean(value))
        warn('is neither true nor false: the body is omitted');
      else if (definition.effect === 'changes' && !definition.supported) warn('is not supported yet and was ignored');
    }
  }
  if (properties > propertyLimits.call) {
    warnings.push(
      `${properties - propertyLimits.call} properties beyond the first ${propertyLimits.call} were dropped`,
    );
  }
  description.warnings = warnings.slice(0, warningLimit);
  if (warnings.length > warningLimit) description.warnings.push(`and ${warnings.length - warningLimit} warnings more`);
  return description;
}

function isText(name: string): name is keyof typeof texts {
  return Object.hasOwn(texts, name);
}

function isBoolean(value: string): boolean {
  return /^(true|false)?$/i.test(value);
}

/** What keeps a text from being stored as it was meant, or `undefined`. @param limit characters */
function textFault(value: string, limit: number): string | undefined {
  if (value.length > limit) return `is longer than ${limit} characters`;
  // The runtime reads header bytes as UTF-8 and puts this where they are not: two names could become one.
  if (value.includes('\ufffd') || !value.isWellFormed()) return 'is not UTF-8';
  return /\p{Cc}/u.test(value) ? 'holds control characters' : undefined;
}

/** The first header on the call that asks for a guard which is not there; such a call must not be sent. */
export function missingGuard(own: OwnHeaders): HeaderDefinition | undefined {
  return headerTable.find(
    ({ name, effect, supported }) => effect === 'guards' && !supported && own.asks(name.toLowerCase()),
  );
}
