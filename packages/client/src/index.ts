import type { z } from '@hono/zod-openapi';
import { type FollowOptions, followStream, type LandedRequest } from './follow-stream.ts';
import { linesOf } from './lines-of.ts';
import type * as routes from './routes/index.ts';
import { errorOf, parsed } from './tally-error.ts';

export type { LandedRequest } from './follow-stream.ts';
export { TallyError } from './tally-error.ts';
export { viewPagePattern } from './view-page.ts';

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
export type UsersQuestion = Question<typeof routes.queryUsers>;
export type UsersAnswer = Answer<typeof routes.queryUsers>;
export type ModelsQuestion = Question<typeof routes.queryModels>;
export type ModelsAnswer = Answer<typeof routes.queryModels>;
export type PromptsQuestion = Question<typeof routes.queryPrompts>;
export type PromptsAnswer = Answer<typeof routes.queryPrompts>;
export type SessionsQuestion = Question<typeof routes.querySessions>;
export type SessionsAnswer = Answer<typeof routes.querySessions>;
export type PropertiesQuestion = Question<typeof routes.queryProperties>;
export type PropertiesAnswer = Answer<typeof routes.queryProperties>;
export type PropertyValuesQuestion = Question<typeof routes.queryPropertyValues>;
export type PropertyValuesAnswer = Answer<typeof routes.queryPropertyValues>;
export type SessionAnswer = Answer<typeof routes.getSession>;
export type ExportQuestion = Question<typeof routes.exportRequests>;
export type ExportedRequest = z.output<
  (typeof routes.exportRequests)['responses'][200]['content']['application/x-ndjson']['schema']
>;
export type SpendingQuestion = Omit<Question<typeof routes.reportSpending>, 'format'>;
export type SpendingAnswer = Answer<typeof routes.reportSpending>;
export type RepriceQuestion = Question<typeof routes.reprice>;
export type { RepriceAnswer } from './routes/index.ts';
export type EditsTaken = Answer<typeof routes.scoreRequest>;
export type EditsAnswer = Answer<typeof routes.listEdits>;

export type Session = Answer<typeof routes.getOwnSession>;
export type SignInLink = Answer<typeof routes.createSignInLink>;
export type Key = Answer<typeof routes.revokeKey>;
export type NewKey = Answer<typeof routes.createKey>;
export type Member = Answer<typeof routes.putMember>;
export type AuditPage = Answer<typeof routes.listAuditLines>;
export type OwnPrice = Answer<typeof routes.setPrice>;
export type MissingPrices = Answer<typeof routes.findMissingPrices>;
export type DeadLettersPage = Answer<typeof routes.listDeadLetters>;
export type DeletionsPage = Answer<typeof routes.listDeletions>;
export type View = Answer<typeof routes.createView>;
export type Settings = Answer<typeof routes.getSettings>;
export type { DeadLetterAnswer, DeletionAnswer, GapsAnswer, HealthAnswer, Outcomes } from './routes/index.ts';
export type Organisation = Answer<typeof routes.renameOrganisation>;

export interface StreamQuestion extends Pick<RequestsQuestion, 'organisation' | 'filter'> {
  columns?: readonly NonNullable<RequestsQuestion['columns']>[number][];
}

/** Whose, where the operator or a person with several organisations asks. */
export interface OfOrganisation extends CallOptions {
  organisation?: string | undefined;
}

/** Which page of a list. */
export interface PageOptions {
  cursor?: string;
  limit?: number;
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
  listEdits(id: string, options?: OfOrganisation & PageOptions): Promise<EditsAnswer>;
  queryMetrics(question: MetricsQuestion, options?: CallOptions): Promise<MetricsAnswer>;
  queryDifference(question: DifferenceQuestion, options?: CallOptions): Promise<DifferenceAnswer>;
  queryUsers(question: UsersQuestion, options?: CallOptions): Promise<UsersAnswer>;
  queryModels(question: ModelsQuestion, options?: CallOptions): Promise<ModelsAnswer>;
  queryPrompts(question: PromptsQuestion, options?: CallOptions): Promise<PromptsAnswer>;
  querySessions(question: SessionsQuestion, options?: CallOptions): Promise<SessionsAnswer>;
  queryProperties(question: PropertiesQuestion, options?: CallOptions): Promise<PropertiesAnswer>;
  queryPropertyValues(question: PropertyValuesQuestion, options?: CallOptions): Promise<PropertyValuesAnswer>;
  getSession(id: string, options?: OfOrganisation & { from?: string; to?: string }): Promise<SessionAnswer>;
  /** A file as it is written, in any format. Reading it rejects where it is not whole. */
  export(question: ExportQuestion, options?: CallOptions): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Each call of an export by itself. */
  eachExported(question: Omit<ExportQuestion, 'format'>, options?: CallOptions): AsyncGenerator<ExportedRequest>;
  reportSpending(question: SpendingQuestion, options?: CallOptions): Promise<SpendingAnswer>;
  /** The same as a file, in which no cell is taken for a formula. */
  reportSpendingAsCsv(
    question: SpendingQuestion,
    options?: CallOptions,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Prices stored calls again, piece after piece, and tells of each: an iteration that is broken off has changed those before. */
  reprice(question: RepriceQuestion, options?: CallOptions): AsyncGenerator<routes.RepriceAnswer>;
  /** Signs the browser in. */
  signIn(by: Question<typeof routes.signIn>, options?: CallOptions): Promise<Session>;
  getOwnSession(options?: OfOrganisation): Promise<Session>;
  signOut(options?: CallOptions): Promise<void>;
  createSignInLink(link: Question<typeof routes.createSignInLink>, options?: CallOptions): Promise<SignInLink>;
  createKey(key: Question<typeof routes.createKey>, options?: CallOptions): Promise<NewKey>;
  listKeys(options?: OfOrganisation): Promise<Key[]>;
  revokeKey(id: string, options?: OfOrganisation): Promise<Key>;
  /** The organisation's own prices. */
  listPrices(options?: OfOrganisation): Promise<OwnPrice[]>;
  setPrice(price: Question<typeof routes.setPrice>, options?: CallOptions): Promise<OwnPrice>;
  removePrice(id: string, options?: OfOrganisation): Promise<OwnPrice>;
  /** Calls whose tokens are known and whose cost is not, by model and reason. */
  findMissingPrices(options?: OfOrganisation & { from?: string; to?: string }): Promise<MissingPrices>;
  listMembers(options?: OfOrganisation): Promise<Member[]>;
  /** Adds a member, or gives one another role. */
  putMember(member: Question<typeof routes.putMember>, options?: CallOptions): Promise<Member>;
  removeMember(email: string, options?: OfOrganisation): Promise<Member>;
  listAuditLines(options?: OfOrganisation & PageOptions): Promise<AuditPage>;
  listViews(options?: OfOrganisation): Promise<View[]>;
  createView(view: Question<typeof routes.createView>, options?: CallOptions): Promise<View>;
  deleteView(id: string, options?: OfOrganisation): Promise<View>;
  getSettings(options?: OfOrganisation): Promise<Settings>;
  renameOrganisation(id: string, name: string, options?: CallOptions): Promise<Organisation>;
  /** How the deployment is, also where that is bad. */
  getGaps(options?: CallOptions): Promise<routes.GapsAnswer>;
  getHealth(options?: CallOptions): Promise<routes.HealthAnswer>;
  /** A page of messages that can never become a row. */
  listDeadLetters(options?: OfOrganisation & PageOptions): Promise<DeadLettersPage>;
  /** Sends messages to the queue once more. @param keys of dead letters, a hundred at most */
  replayDeadLetters(keys: readonly string[], options?: CallOptions): Promise<routes.Outcomes>;
  /** Removes dead letters for good. @param keys a hundred at most */
  dropDeadLetters(keys: readonly string[], options?: CallOptions): Promise<routes.Outcomes>;
  /** Deletes all that the id of a call names, for good. */
  deleteRequest(id: string, options?: OfOrganisation): Promise<routes.DeletionAnswer>;
  deleteSession(id: string, options?: OfOrganisation): Promise<routes.DeletionAnswer>;
  deleteUser(id: string, options?: OfOrganisation): Promise<routes.DeletionAnswer>;
  listDeletions(options?: OfOrganisation & PageOptions): Promise<DeletionsPage>;
}

/**
 * @example
 * const tally = createClient({ url: 'http://127.0.0.1:8788', key: process.env.TALLY_KEY });
 * for await (const call of tally.eachRequest({ from: '24h', filter: 'failed:true' })) console.log(call.model, call.error);
 */
export function createClient({ url, key, fetch: send = fetch }: ClientOptions): Client {
  function sent(path: string, { signal, headers, ...init }: RequestInit & CallOptions): Promise<Response> {
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
    const response = await sent(path, init);
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer as T;
    throw errorOf(response.status, answer, text);
  }
  /** What stands in no body stands in the query. */
  const ask = <T>(
    method: 'GET' | 'DELETE',
    path: string,
    { signal, ...query }: OfOrganisation & PageOptions & { from?: string; to?: string } = {},
  ) => call<T>(`${path}${queryOf(query)}`, { method, ...(signal ? { signal } : {}) });
  const edit = (method: 'POST' | 'PATCH', id: string, what: string, said: object, options: OfOrganisation = {}) => {
    const { signal, ...query } = options;
    return call<EditsTaken>(`/v1/requests/${encodeURIComponent(id)}/${what}${queryOf(query)}`, {
      method,
      body: JSON.stringify(said),
      ...(signal ? { signal } : {}),
    });
  };
  const asked = (question: object, options: CallOptions = {}, method = 'POST') => ({
    ...options,
    method,
    body: JSON.stringify(question),
  });
  const post = <T>(path: string, question: object, options?: CallOptions) => call<T>(path, asked(question, options));
  async function file(path: string, question: object, options?: CallOptions) {
    const response = await sent(path, asked(question, options));
    if (response.ok && response.body && response.headers.has('Content-Disposition')) return response.body;
    const text = await response.text();
    throw errorOf(response.status, parsed(text), text);
  }
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
        sent(`/v1/requests/stream?${query}`, { headers, ...(signal ? { signal } : {}) });
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
    getRequest: (id, options) => ask('GET', `/v1/requests/${encodeURIComponent(id)}`, options),
    scoreRequest: (id, scores, options) => edit('POST', id, 'scores', { scores }, options),
    giveFeedbackOnRequest: (id, feedback, options) => edit('POST', id, 'feedback', feedback, options),
    changeProperties: (id, properties, options) => edit('PATCH', id, 'properties', { properties }, options),
    listEdits: (id, options) => ask('GET', `/v1/requests/${encodeURIComponent(id)}/edits`, options),
    getSession: (id, options) => ask('GET', `/v1/sessions/${encodeURIComponent(id)}`, options),
    export: (question, options) => file('/v1/export', question, options),
    async *eachExported(question, options) {
      const bytes = await client.export({ ...question, format: 'ndjson' } as ExportQuestion, options);
      for await (const line of linesOf(bytes)) yield JSON.parse(line);
    },
    reportSpending: (question, options) => post('/v1/reports/spending', question, options),
    reportSpendingAsCsv: (question, options) => file('/v1/reports/spending', { ...question, format: 'csv' }, options),
    async *reprice(question, options) {
      let cursor = question.cursor;
      do {
        const piece = await post<routes.RepriceAnswer>(
          '/v1/reprice',
          cursor === undefined ? question : { ...question, cursor },
          options,
        );
        yield piece;
        cursor = piece.next_cursor ?? undefined;
      } while (cursor !== undefined);
    },
    signIn: (by, options) => post('/v1/session', by, options),
    getOwnSession: (options) => ask('GET', '/v1/session', options),
    signOut: async (options) => void (await ask('DELETE', '/v1/session', options)),
    createSignInLink: (link, options) => post('/v1/sign-in-links', link, options),
    createKey: (newKey, options) => post('/v1/keys', newKey, options),
    listKeys: async (options) => (await ask<Answer<typeof routes.listKeys>>('GET', '/v1/keys', options)).keys,
    revokeKey: (id, options) => ask('DELETE', `/v1/keys/${encodeURIComponent(id)}`, options),
    listPrices: async (options) => (await ask<Answer<typeof routes.listPrices>>('GET', '/v1/prices', options)).prices,
    setPrice: (price, options) => call('/v1/prices', asked(price, options, 'PUT')),
    removePrice: (id, options) => ask('DELETE', `/v1/prices/${encodeURIComponent(id)}`, options),
    findMissingPrices: (options) => ask('GET', '/v1/prices/missing', options),
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
    getGaps: (options) => ask('GET', '/v1/gaps', options),
    async getHealth(options) {
      const response = await sent('/v1/health', options ?? {});
      const text = await response.text();
      const answer = parsed(text) as routes.HealthAnswer | undefined;
      // 503 is an answer too: it says what is wrong.
      if (answer?.status !== undefined) return answer;
      throw errorOf(response.status, answer, text);
    },
    listDeadLetters: (options) => ask('GET', '/v1/dead-letters', options),
    replayDeadLetters: (keys, options) => post('/v1/dead-letters/replay', { keys }, options),
    dropDeadLetters: (keys, options) => post('/v1/dead-letters/drop', { keys }, options),
    deleteRequest: (id, options) => ask('DELETE', `/v1/requests/${encodeURIComponent(id)}`, options),
    deleteSession: (id, options) => ask('DELETE', `/v1/sessions/${encodeURIComponent(id)}`, options),
    deleteUser: (id, options) => ask('DELETE', `/v1/users/${encodeURIComponent(id)}`, options),
    listDeletions: (options) => ask('GET', '/v1/deletions', options),
  };
  return client;
}

function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}
