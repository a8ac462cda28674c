import type { z } from '@hono/zod-openapi';
import type * as routes from './routes/index.ts';

export interface ClientOptions {
  /** The console's, `https://console.example.com`. */
  url: string;
  /** A read or admin key, or the operator token. Without one, a page of the console's own sends who is signed in there. */
  key?: string;
  /** Instead of the global one. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  /** Ends the question, in ClickHouse as well. */
  signal?: AbortSignal;
}

/** What the API refused, in its own words, or (`code` `unreadable`) an answer that is not the API's: a proxy's page. */
export class TallyError extends Error {
  override name = 'TallyError';
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Content {
  content: { 'application/json': { schema: z.ZodType } };
}
type Answer<Route extends { responses: { 200: Content } | { 201: Content } }> = Route['responses'] extends {
  200: infer Good extends Content;
}
  ? z.output<Good['content']['application/json']['schema']>
  : Route['responses'] extends { 201: infer Made extends Content }
    ? z.output<Made['content']['application/json']['schema']>
    : never;
type Question<Route extends { request: { body: { content: { 'application/json': { schema: z.ZodType } } } } }> =
  z.input<Route['request']['body']['content']['application/json']['schema']>;

export type RequestsQuestion = Question<typeof routes.queryRequests>;
export type RequestsAnswer = Answer<typeof routes.queryRequests>;
export type RequestAnswer = Answer<typeof routes.getRequest>;
export type MetricsQuestion = Question<typeof routes.queryMetrics>;
export type MetricsAnswer = Answer<typeof routes.queryMetrics>;
export type DifferenceQuestion = Question<typeof routes.queryDifference>;
export type DifferenceAnswer = Answer<typeof routes.queryDifference>;

export type Session = Answer<typeof routes.getSession>;
export type SignInLink = Answer<typeof routes.createSignInLink>;
export type Key = Answer<typeof routes.revokeKey>;
export type NewKey = Answer<typeof routes.createKey>;
export type Member = Answer<typeof routes.putMember>;
export type AuditPage = Answer<typeof routes.listAuditLines>;
export type View = Answer<typeof routes.createView>;
export type Settings = Answer<typeof routes.getSettings>;
export type Organisation = Answer<typeof routes.renameOrganisation>;

/** Whose, where the operator or a person with several organisations asks. */
export interface OfOrganisation extends CallOptions {
  organisation?: string | undefined;
}

/** A client of the console's API. Its types are the routes' own; each call rejects with a TallyError, or with what `fetch` throws. */
export interface Client {
  queryRequests(question: RequestsQuestion, options?: CallOptions): Promise<RequestsAnswer>;
  /** Every call that meets the question, page after page. */
  eachRequest(question: RequestsQuestion, options?: CallOptions): AsyncGenerator<RequestsAnswer['data'][number]>;
  getRequest(id: string, options?: OfOrganisation): Promise<RequestAnswer>;
  queryMetrics(question: MetricsQuestion, options?: CallOptions): Promise<MetricsAnswer>;
  queryDifference(question: DifferenceQuestion, options?: CallOptions): Promise<DifferenceAnswer>;
  /** Signs the browser in. */
  signIn(by: Question<typeof routes.signIn>, options?: CallOptions): Promise<Session>;
  getSession(options?: OfOrganisation): Promise<Session>;
  signOut(options?: CallOptions): Promise<void>;
  createSignInLink(link: Question<typeof routes.createSignInLink>, options?: CallOptions): Promise<SignInLink>;
  createKey(key: Question<typeof routes.createKey>, options?: CallOptions): Promise<NewKey>;
  listKeys(options?: OfOrganisation): Promise<Key[]>;
  revokeKey(id: string, options?: OfOrganisation): Promise<Key>;
  listMembers(options?: OfOrganisation): Promise<Member[]>;
  /** Adds a member, or gives one another role. */
  putMember(member: Question<typeof routes.putMember>, options?: CallOptions): Promise<Member>;
  removeMember(email: string, options?: OfOrganisation): Promise<Member>;
  listAuditLines(options?: OfOrganisation & { cursor?: string; limit?: number }): Promise<AuditPage>;
  listViews(options?: OfOrganisation): Promise<View[]>;
  createView(view: Question<typeof routes.createView>, options?: CallOptions): Promise<View>;
  deleteView(id: string, options?: OfOrganisation): Promise<View>;
  getSettings(options?: OfOrganisation): Promise<Settings>;
  renameOrganisation(id: string, name: string, options?: CallOptions): Promise<Organisation>;
}

/**
 * @example
 * const tally = createClient({ url: 'http://127.0.0.1:8788', key: process.env.TALLY_KEY });
 * for await (const call of tally.eachRequest({ from: '24h', filter: 'failed:true' })) console.log(call.model, call.error);
 */
export function createClient({ url, key, fetch: send = fetch }: ClientOptions): Client {
  async function call<T>(path: string, { signal, ...init }: RequestInit & CallOptions): Promise<T> {
    const headers = {
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(init.body ? { 'Content-Type': 'application/json' } : {}),
    };
    // Without a key: to its own origin, fetch sends a page's cookies by itself.
    const response = await send(`${url.replace(/\/$/, '')}${path}`, {
      ...init,
      headers,
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer as T;
    throw errorOf(response.status, answer, text);
  }
  const post = <T>(path: string, question: object, options: CallOptions = {}) =>
    call<T>(path, { ...options, method: 'POST', body: JSON.stringify(question) });
  /** What stands in no body stands in the query. */
  const ask = <T>(
    method: 'GET' | 'DELETE',
    path: string,
    { signal, ...query }: OfOrganisation & { cursor?: string; limit?: number } = {},
  ) => call<T>(`${path}${queryOf(query)}`, { method, ...(signal ? { signal } : {}) });
  const client: Client = {
    queryRequests: (question, options) => post('/v1/requests/query', question, options),
    async *eachRequest(question, options) {
      let cursor = question.cursor;
      do {
        const page = await client.queryRequests(cursor === undefined ? question : { ...question, cursor }, options);
        yield* page.data;
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
    },
    queryMetrics: (question, options) => post('/v1/metrics/query', question, options),
    queryDifference: (question, options) => post('/v1/metrics/difference', question, options),
    getRequest: (id, options) => ask('GET', `/v1/requests/${encodeURIComponent(id)}`, options),
    signIn: (by, options) => post('/v1/session', by, options),
    getSession: (options) => ask('GET', '/v1/session', options),
    signOut: async (options) => void (await ask('DELETE', '/v1/session', options)),
    createSignInLink: (link, options) => post('/v1/sign-in-links', link, options),
    createKey: (newKey, options) => post('/v1/keys', newKey, options),
    listKeys: async (options) => (await ask<Answer<typeof routes.listKeys>>('GET', '/v1/keys', options)).keys,
    revokeKey: (id, options) => ask('DELETE', `/v1/keys/${encodeURIComponent(id)}`, options),
    listMembers: async (options) =>
      (await ask<Answer<typeof routes.listMembers>>('GET', '/v1/members', options)).members,
    putMember: (member, options) => post('/v1/members', member, options),
    removeMember: (email, options) => ask('DELETE', `/v1/members/${encodeURIComponent(email)}`, options),
    listAuditLines: (options) => ask('GET', '/v1/audit', options),
    listViews: async (options) => (await ask<Answer<typeof routes.listViews>>('GET', '/v1/views', options)).views,
    createView: (view, options) => post('/v1/views', view, options),
    deleteView: (id, options) => ask('DELETE', `/v1/views/${encodeURIComponent(id)}`, options),
    getSettings: (options) => ask('GET', '/v1/settings', options),
    renameOrganisation: (id, name, options) =>
      call(`/v1/organisations/${encodeURIComponent(id)}${queryOf({ organisation: id })}`, {
        ...options,
        method: 'PATCH',
        body: JSON.stringify({ name }),
      }),
  };
  return client;
}

function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf(status: number, answer: unknown, text: string): TallyError {
  const { error } = (answer ?? {}) as { error?: { code?: string; message?: string } };
  if (typeof error?.message === 'string') return new TallyError(status, error.code ?? '', error.message);
  return new TallyError(status, 'unreadable', `HTTP ${status}, and not from the console: ${text.slice(0, 200)}`);
}
