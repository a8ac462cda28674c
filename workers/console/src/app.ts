import { OpenAPIHono } from '@hono/zod-openapi';
import { AccountsError, type AccountsErrorCode, openAccounts } from '@tallystick/accounts';
import { ClickHouseError, createClickHouse, QuestionError, serviceTokenOf } from '@tallystick/clickhouse';
import { Remembered, within } from '@tallystick/delivery';
import { StoredPriceList } from '@tallystick/pricing/stored-list';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { version } from '../package.json';
import { ApiError, type ApiErrorCode } from './api-error.ts';
import type { Env } from './env.ts';
import { readDeploymentState } from './health/deployment-state.ts';
import { describeInput } from './input-errors.ts';
import { openApiSchema } from './reference/open-api.ts';
import { renderReference } from './reference/render-reference.ts';
import { addAuditLines } from './routes/audit-lines.ts';
import { addDeadLetters } from './routes/dead-letters.ts';
import { addDeletions } from './routes/deletions.ts';
import { addDemo } from './routes/demo.ts';
import { addExportRequests } from './routes/export-requests.ts';
import { addGaps } from './routes/gaps.ts';
import { addGetRequest } from './routes/get-request.ts';
import { addGetSession } from './routes/get-session.ts';
import { addHealth } from './routes/health.ts';
import { addHeliconeEdits } from './routes/helicone-edits.ts';
import { addKeys } from './routes/keys.ts';
import { addMembers } from './routes/members.ts';
import { addMetrics } from './routes/metrics.ts';
import { addOrganisations } from './routes/organisations.ts';
import { addParked } from './routes/parked.ts';
import { addPrices } from './routes/prices.ts';
import { addQueryDifference } from './routes/query-difference.ts';
import { addQueryGroups } from './routes/query-groups.ts';
import { addQueryMetrics } from './routes/query-metrics.ts';
import { addQueryRequests } from './routes/query-requests.ts';
import { addReportSpending } from './routes/report-spending.ts';
import { addReprice } from './routes/reprice.ts';
import { addRequestEdits } from './routes/request-edits.ts';
import { addSession } from './routes/session.ts';
import { addSessionEdits } from './routes/session-edits.ts';
import { addSettings } from './routes/settings.ts';
import { addStreamRequests } from './routes/stream-requests.ts';
import { addVerify } from './routes/verify.ts';
import { addViews } from './routes/views.ts';
import { securityHeaders } from './security-headers.ts';
import type { AppEnv, Services } from './services.ts';
import { assertionHeader, openAccess } from './sign-in/access.ts';
import { ownOrigin } from './sign-in/own-origin.ts';
import { openSessions } from './sign-in/sessions.ts';
import { verify } from './verify/verify.ts';

/** The console Worker's HTTP API. */
export const app = new OpenAPIHono<AppEnv>({
  defaultHook: (result) => {
    if (!result.success) throw new ApiError('invalid', describeInput(result.error));
  },
});

app.use(securityHeaders);
app.use('/v1/*', async (c, next) => {
  // A body of another type would be passed over, and its fields with it.
  const type = c.req.header('content-type');
  if (/^(POST|PATCH|PUT)$/.test(c.req.method) && !/^application\/json(;|$)/i.test(type ?? '')) {
    throw new ApiError('not_json', 'send the body as JSON, with the header "Content-Type: application/json"');
  }
  c.set('services', servicesOf(c.env));
  await next();
  c.header('Cache-Control', 'no-store');
  c.header('Vary', `Authorization, Cookie, ${assertionHeader}`);
});
app.use('/v1/*', ownOrigin);
app.use('/v1/*', bodyLimit({ maxSize: 200_000, onError: tooLarge }));

// In the order in which /docs shows them.
addQueryRequests(app);
// Before the calls, whose ids it is none of.
addStreamRequests(app);
addGetRequest(app);
addQueryMetrics(app);
addQueryDifference(app);
addQueryGroups(app);
addGetSession(app);
addReportSpending(app);
addExportRequests(app);
addReprice(app);
addRequestEdits(app);
addSessionEdits(app);
addDeletions(app);
addHeliconeEdits(app);
addOrganisations(app);
addKeys(app);
addPrices(app);
addSession(app);
addMembers(app);
addAuditLines(app);
addViews(app);
addSettings(app);
addHealth(app);
addMetrics(app);
addGaps(app);
addVerify(app);
addDeadLetters(app);
addParked(app);
addDemo(app);

app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
  type: 'http',
  scheme: 'bearer',
  description: 'a key of an organisation, or the operator token of the deployment',
});
app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
  type: 'apiKey',
  in: 'cookie',
  name: 'tally_session',
  description: 'a person who is signed in; over https the name begins with __Host-',
});
app.openAPIRegistry.registerComponent('securitySchemes', 'access', {
  type: 'apiKey',
  in: 'header',
  name: assertionHeader,
  description: 'a person whom Cloudflare Access vouches for',
});
const description = {
  openapi: '3.1.0',
  info: { title: 'Tallystick', version },
  servers: [{ url: '/', description: 'this console' }],
};
app.doc31('/openapi.json', description);
app.get('/docs', (c) => {
  const api = openApiSchema.parse(app.getOpenAPI31Document(description));
  return c.html(renderReference(api, new URL(c.req.url).origin, Date.now()));
});

app.notFound(() => {
  throw new ApiError('not_found', 'there is no such route: /openapi.json has them all');
});

app.onError((error, c) => {
  const { status, code, message } = refusalOf(error);
  if (code === 'internal') console.error(error);
  if (code === 'too_many_questions') c.header('Retry-After', '1');
  if (code === 'unauthorized') c.header('WWW-Authenticate', 'Bearer');
  return c.json({ error: { code, message } }, status);
});

const accountsCodes: Record<AccountsErrorCode, ApiErrorCode> = {
  bad_id: 'invalid',
  organisation_exists: 'conflict',
  too_many_prices: 'invalid',
  unknown_organisation: 'not_found',
  view_exists: 'conflict',
};

function refusalOf(error: Error): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof QuestionError) return new ApiError('invalid', error.message);
  if (error instanceof AccountsError) return new ApiError(accountsCodes[error.code], error.message);
  if (error instanceof ClickHouseError) {
    if (isTooExpensive(error)) {
      return new ApiError(
        'too_expensive',
        'this question reads more than it may: ask about less time, filter by more, or search for less text',
      );
    }
    // Not its words, which may quote a prompt.
    console.error({ event: 'question_failed', code: error.code, exception: error.exception });
    return new ApiError('unavailable', `ClickHouse does not answer (${error.code}): /v1/health says what to do`);
  }
  // Hono's own refusal, of a body that is not JSON.
  if (error instanceof HTTPException && error.status === 400) return new ApiError('invalid', 'the body is not JSON');
  return new ApiError('internal', 'something went wrong here: the log of the console Worker says what');
}

/** ClickHouse gave up, for the question's sake: not one that is away, and not a network that is slow. */
function isTooExpensive({ code, exception }: ClickHouseError): boolean {
  return code === 'too_much' || code === 'memory_limit' || (code === 'timeout' && exception !== 0);
}

function tooLarge(): never {
  throw new ApiError('too_large', 'the body is larger than 200,000 bytes');
}

/** How long an answer of /v1/health is kept. ms */
const healthKept = 10_000;

/** What is waited for a look at the price list. ms */
const priceListTimeout = 4_000;

/** How long an answer of /v1/gaps is kept: it may take ClickHouse seconds. ms */
const gapsKept = 300_000;
/** Over how long gaps are looked for, and how long messages are given to become rows. ms */
const gapsTime = { back: 86_400_000, grace: 120_000 };

/** One per isolate: what was found out a moment ago outlives a request. */
const known = new WeakMap<Env, Services>();

function servicesOf(env: Env): Services {
  const before = known.get(env);
  if (before) return before;
  const accounts = openAccounts(env.DB);
  const objects = env.OBJECTS;
  const queues = { calls: env.CALLS, alone: env.ALONE, dead: env.DEAD };
  const clickhouse = (timeout: number) =>
    createClickHouse({
      url: env.CLICKHOUSE_URL,
      user: env.CLICKHOUSE_USER,
      password: env.CLICKHOUSE_PASSWORD,
      database: env.CLICKHOUSE_DATABASE,
      serviceToken: serviceTokenOf(env),
      timeout,
    });
  const priceList = new StoredPriceList(objects, (look) => within(priceListTimeout, look));
  const services: Services = {
    accounts,
    clickhouse,
    objects,
    queues,
    priceList,
    gaps: new Remembered(gapsKept, async () => {
      const now = Date.now();
      try {
        return await verify({ objects, queues, clickhouse }, now - gapsTime.back, gapsTime.grace, now);
      } catch (error) {
        console.error({ event: 'gaps_not_told', error: String(error) });
        return undefined;
      }
    }),
    state: new Remembered(healthKept, () => readDeploymentState({ accounts, clickhouse, objects, queues, priceList })),
    keySecrets: {
      w: [env.KEY_SECRET_WRITE, env.KEY_SECRET_WRITE_PREVIOUS],
      r: [env.KEY_SECRET_READ, env.KEY_SECRET_READ_PREVIOUS],
      a: [env.KEY_SECRET_ADMIN, env.KEY_SECRET_ADMIN_PREVIOUS],
    },
    operatorToken: env.OPERATOR_TOKEN,
    sessions: openSessions([env.KEY_SECRET_ADMIN, env.KEY_SECRET_ADMIN_PREVIOUS]),
    access: openAccess(env.ACCESS_TEAM_DOMAIN, env.ACCESS_AUD),
    edgeUrl: env.EDGE_URL,
    folding: { now: 0 },
  };
  known.set(env, services);
  return services;
}
