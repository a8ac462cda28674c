import type { z } from '@hono/zod-openapi';
import type * as routes from './routes/index.ts';

export interface ClientOptions {
  /** The console's, `https://console.example.com`. */
  url: string;
  /** A read or admin key, or the operator token. The console's own page has none: its browser sends the session's cookie. */
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
type Answer<Route extends { responses: { 200: Content } }> = z.output<
  Route['responses'][200]['content']['application/json']['schema']
>;
type Made<Route extends { responses: { 201: Content } }> = z.output<
  Route['responses'][201]['content']['application/json']['schema']
>;
type Question<Route extends { request: { body: Content } }> = z.input<
  Route['request']['body']['content']['application/json']['schema']
>;

export type RequestsQuestion = Question<typeof routes.queryRequests>;
export type RequestsAnswer = Answer<typeof routes.queryRequests>;
export type RequestAnswer = Answer<typeof routes.getRequest>;
export type MetricsQuestion = Question<typeof routes.queryMetrics>;
export type MetricsAnswer = Answer<typeof routes.queryMetrics>;
export type DifferenceQuestion = Question<typeof routes.queryDifference>;
export type DifferenceAnswer = Answer<typeof routes.queryDifference>;
export type EditsTaken = Made<typeof routes.scoreRequest>;
export type EditsAnswer = Answer<typeof routes.listEdits>;

/** Whose, where the operator asks. */
export interface OfOrganisation extends CallOptions {
  organisation?: string | undefined;
}

/** A client of the console's API. Its types are the routes' own; each call rejects with a TallyError, or with what `fetch` throws. */
export interface Client {
  queryRequests(question: RequestsQuestion, options?: CallOptions): Promise<RequestsAnswer>;
  /** Every call that meets the question, page after page. */
  eachRequest(question: RequestsQuestion, options?: CallOptions): AsyncGenerator<RequestsAnswer['data'][number]>;
  getRequest(id: string, options?: OfOrganisation): Promise<RequestAnswer>;
  /** Gives scores to a call; null takes one away. */
  scoreRequest(
    id: string,
    scores: Question<typeof routes.scoreRequest>['scores'],
    options?: OfOrganisation,
  ): Promise<EditsTaken>;
  giveFeedbackOnRequest(
    id: string,
    feedback: Question<typeof routes.giveFeedbackOnRequest>,
    options?: OfOrganisation,
  ): Promise<EditsTaken>;
  /** Changes the named properties of a call; null takes one away. */
  changeProperties(
    id: string,
    properties: Question<typeof routes.changeProperties>['properties'],
    options?: OfOrganisation,
  ): Promise<EditsTaken>;
  /** What was said of a call, the latest first. */
  listEdits(id: string, options?: OfOrganisation & { cursor?: string; limit?: number }): Promise<EditsAnswer>;
  queryMetrics(question: MetricsQuestion, options?: CallOptions): Promise<MetricsAnswer>;
  queryDifference(question: DifferenceQuestion, options?: CallOptions): Promise<DifferenceAnswer>;
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
  /** What these routes take besides a body stands in the query. */
  const ask = <T>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    { signal, ...query }: OfOrganisation & { cursor?: string; limit?: number } = {},
    body?: object,
  ) =>
    call<T>(`${path}${queryOf(query)}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
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
    scoreRequest: (id, scores, options) =>
      ask('POST', `/v1/requests/${encodeURIComponent(id)}/scores`, options, { scores }),
    giveFeedbackOnRequest: (id, feedback, options) =>
      ask('POST', `/v1/requests/${encodeURIComponent(id)}/feedback`, options, feedback),
    changeProperties: (id, properties, options) =>
      ask('PATCH', `/v1/requests/${encodeURIComponent(id)}/properties`, options, { properties }),
    listEdits: (id, options) => ask('GET', `/v1/requests/${encodeURIComponent(id)}/edits`, options),
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
