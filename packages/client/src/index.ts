import type { z } from '@hono/zod-openapi';
import { type FollowOptions, followStream, type LandedRequest } from './follow-stream.ts';
import type {
  createView,
  deleteView,
  exportRequests,
  getRequest,
  getSession,
  listViews,
  queryDifference,
  queryMetrics,
  queryModels,
  queryPrompts,
  queryProperties,
  queryPropertyValues,
  queryRequests,
  querySessions,
  queryUsers,
  reportSpending,
} from './routes/index.ts';
import { errorOf, parsed } from './tally-error.ts';

export type { LandedRequest } from './follow-stream.ts';
export { TallyError } from './tally-error.ts';

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
export type UsersQuestion = Question<typeof queryUsers>;
export type UsersAnswer = Answer<typeof queryUsers>;
export type ModelsQuestion = Question<typeof queryModels>;
export type ModelsAnswer = Answer<typeof queryModels>;
export type PromptsQuestion = Question<typeof queryPrompts>;
export type PromptsAnswer = Answer<typeof queryPrompts>;
export type SessionsQuestion = Question<typeof querySessions>;
export type SessionsAnswer = Answer<typeof querySessions>;
export type PropertiesQuestion = Question<typeof queryProperties>;
export type PropertiesAnswer = Answer<typeof queryProperties>;
export type PropertyValuesQuestion = Question<typeof queryPropertyValues>;
export type PropertyValuesAnswer = Answer<typeof queryPropertyValues>;
export type SessionAnswer = Answer<typeof getSession>;
export type ExportQuestion = Question<typeof exportRequests>;
export type ExportedRequest = z.output<
  (typeof exportRequests)['responses'][200]['content']['application/x-ndjson']['schema']
>;
export type SpendingQuestion = Omit<Question<typeof reportSpending>, 'format'>;
export type SpendingAnswer = Answer<typeof reportSpending>;

export type View = Answer<typeof deleteView>;

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
  queryUsers(question: UsersQuestion, options?: CallOptions): Promise<UsersAnswer>;
  queryModels(question: ModelsQuestion, options?: CallOptions): Promise<ModelsAnswer>;
  queryPrompts(question: PromptsQuestion, options?: CallOptions): Promise<PromptsAnswer>;
  querySessions(question: SessionsQuestion, options?: CallOptions): Promise<SessionsAnswer>;
  queryProperties(question: PropertiesQuestion, options?: CallOptions): Promise<PropertiesAnswer>;
  queryPropertyValues(question: PropertyValuesQuestion, options?: CallOptions): Promise<PropertyValuesAnswer>;
  getSession(
    id: string,
    options?: CallOptions & { organisation?: string; from?: string; to?: string },
  ): Promise<SessionAnswer>;
  /** A file as it is written, in any format. Reading it rejects where it is not whole. */
  export(question: ExportQuestion, options?: CallOptions): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Each call of an export by itself. */
  eachExported(question: Omit<ExportQuestion, 'format'>, options?: CallOptions): AsyncGenerator<ExportedRequest>;
  reportSpending(question: SpendingQuestion, options?: CallOptions): Promise<SpendingAnswer>;
  listViews(options?: CallOptions & { organisation?: string }): Promise<View[]>;
  createView(view: Question<typeof createView>, options?: CallOptions): Promise<View>;
  deleteView(id: string, options?: CallOptions & { organisation?: string }): Promise<View>;
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
      headers: {
        ...headers,
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(init.body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(signal ? { signal } : {}),
    });
  }
  async function call<T>(path: string, init: RequestInit & CallOptions = {}): Promise<T> {
    const response = await ask(path, init);
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer as T;
    throw errorOf(response.status, answer, text);
  }
  /** What stands in no body stands in the query. */
  const get = <T>(
    path: string,
    { signal, ...query }: CallOptions & { organisation?: string } = {},
    method: 'GET' | 'DELETE' = 'GET',
  ) => {
    const search = String(new URLSearchParams(query));
    return call<T>(search === '' ? path : `${path}?${search}`, { method, ...(signal ? { signal } : {}) });
  };
  const asked = (question: object, options: CallOptions = {}) => ({
    ...options,
    method: 'POST',
    body: JSON.stringify(question),
  });
  const post = <T>(path: string, question: object, options?: CallOptions) => call<T>(path, asked(question, options));
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
    queryUsers: (question, options) => post('/v1/users/query', question, options),
    queryModels: (question, options) => post('/v1/models/query', question, options),
    queryPrompts: (question, options) => post('/v1/prompts/query', question, options),
    querySessions: (question, options) => post('/v1/sessions/query', question, options),
    queryProperties: (question, options) => post('/v1/properties/query', question, options),
    queryPropertyValues: (question, options) => post('/v1/properties/values/query', question, options),
    getRequest: (id, options) => get(`/v1/requests/${encodeURIComponent(id)}`, options),
    getSession: (id, options) => get(`/v1/sessions/${encodeURIComponent(id)}`, options),
    async export(question, options) {
      const response = await ask('/v1/export', asked(question, options));
      if (response.ok && response.body && response.headers.has('Content-Disposition')) return response.body;
      const text = await response.text();
      throw errorOf(response.status, parsed(text), text);
    },
    async *eachExported(question, options) {
      let rest = '';
      const bytes = await client.export({ ...question, format: 'ndjson' } as ExportQuestion, options);
      for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(line);
      }
    },
    reportSpending: (question, options) => post('/v1/reports/spending', question, options),
    listViews: async (options) => (await get<Answer<typeof listViews>>('/v1/views', options)).views,
    createView: (view, options) => post('/v1/views', view, options),
    deleteView: (id, options) => get(`/v1/views/${encodeURIComponent(id)}`, options, 'DELETE'),
  };
  return client;
}
