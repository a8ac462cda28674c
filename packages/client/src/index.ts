import type { z } from '@hono/zod-openapi';
import { type FollowOptions, followStream, type LandedRequest } from './follow-stream.ts';
import type { getRequest, queryDifference, queryMetrics, queryRequests } from './routes/index.ts';
import { errorOf, parsed } from './tally-error.ts';

export { TallyError } from './tally-error.ts';

export interface ClientOptions {
  /** The console's, `https://console.example.com`. */
  url: string;
  /** A read or admin key, or the operator token. */
  key: string;
  /** Instead of the global one. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  /** Ends the question, in ClickHouse as well. */
  signal?: AbortSignal;
}

type Answer<Route extends { responses: { 200: { content: { 'application/json': { schema: z.ZodType } } } } }> =
  z.output<Route['responses'][200]['content']['application/json']['schema']>;
type Question<Route extends { request: { body: { content: { 'application/json': { schema: z.ZodType } } } } }> =
  z.input<Route['request']['body']['content']['application/json']['schema']>;

export type RequestsQuestion = Question<typeof queryRequests>;
export type RequestsAnswer = Answer<typeof queryRequests>;
export type RequestAnswer = Answer<typeof getRequest>;
export type MetricsQuestion = Question<typeof queryMetrics>;
export type MetricsAnswer = Answer<typeof queryMetrics>;
export type DifferenceQuestion = Question<typeof queryDifference>;
export type DifferenceAnswer = Answer<typeof queryDifference>;

export interface StreamQuestion extends Pick<RequestsQuestion, 'organisation' | 'filter'> {
  columns?: readonly NonNullable<RequestsQuestion['columns']>[number][];
}

/** A client of the console's API. Its types are the routes' own; each call rejects with a TallyError, or with what `fetch` throws. */
export interface Client {
  queryRequests(question: RequestsQuestion, options?: CallOptions): Promise<RequestsAnswer>;
  /** Every call that meets the question, page after page. */
  eachRequest(question: RequestsQuestion, options?: CallOptions): AsyncGenerator<RequestsAnswer['data'][number]>;
  /**
   * Calls that meet the question as they land, each once, until the signal is aborted. When the stream breaks off, it goes on where that was.
   */
  streamRequests(question?: StreamQuestion, options?: CallOptions & FollowOptions): AsyncGenerator<LandedRequest>;
  getRequest(id: string, options?: CallOptions & { organisation?: string }): Promise<RequestAnswer>;
  queryMetrics(question: MetricsQuestion, options?: CallOptions): Promise<MetricsAnswer>;
  queryDifference(question: DifferenceQuestion, options?: CallOptions): Promise<DifferenceAnswer>;
}

/**
 * @example
 * const tally = createClient({ url: 'http://127.0.0.1:8788', key: process.env.TALLY_KEY });
 * for await (const call of tally.eachRequest({ from: '24h', filter: 'failed:true' })) console.log(call.model, call.error);
 */
export function createClient({ url, key, fetch: send = fetch }: ClientOptions): Client {
  function ask(path: string, { signal, headers, ...init }: RequestInit & CallOptions): Promise<Response> {
    return send(`${url.replace(/\/$/, '')}${path}`, {
      ...init,
      headers: { ...headers, Authorization: `Bearer ${key}` },
      ...(signal ? { signal } : {}),
    });
  }
  async function call<T>(path: string, init: RequestInit & CallOptions = {}): Promise<T> {
    const response = await ask(path, init.body ? { ...init, headers: { 'Content-Type': 'application/json' } } : init);
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer as T;
    throw errorOf(response.status, answer, text);
  }
  const post = <T>(path: string, question: object, options: CallOptions = {}) =>
    call<T>(path, { ...options, method: 'POST', body: JSON.stringify(question) });
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
    streamRequests({ organisation, filter, columns } = {}, { signal, ...options } = {}) {
      const query = new URLSearchParams(organisation === undefined ? [] : { organisation });
      if (filter !== undefined) query.set('filter', typeof filter === 'string' ? filter : JSON.stringify(filter));
      if (columns) query.set('columns', columns.join(','));
      const open = (headers: Record<string, string>) =>
        ask(`/v1/requests/stream?${query}`, { headers, ...(signal ? { signal } : {}) });
      return followStream(open, signal, options);
    },
    queryMetrics: (question, options) => post('/v1/metrics/query', question, options),
    queryDifference: (question, options) => post('/v1/metrics/difference', question, options),
    getRequest(id, { organisation, ...options } = {}) {
      const query = organisation === undefined ? '' : `?${new URLSearchParams({ organisation })}`;
      return call(`/v1/requests/${encodeURIComponent(id)}${query}`, options);
    },
  };
  return client;
}
