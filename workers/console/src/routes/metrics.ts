import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type ClickHouse,
  ClickHouseError,
  type MetricsWindow,
  type OrganisationMetrics,
  readCallMetrics,
  readOrganisationMetrics,
} from '@tallystick/clickhouse';
import { errorResponses, idSchema } from '@tallystick/client/routes';
import { version } from '../../package.json';
import { allow } from '../authenticate.ts';
import { callGauges } from '../metrics/call-gauges.ts';
import { deploymentGauges, gauge, organisationGauges } from '../metrics/deployment-gauges.ts';
import { contentType, exposition, type Gauge } from '../metrics/exposition.ts';
import { scopeOf } from '../organisation.ts';
import type { AppEnv, Services } from '../services.ts';

/** Calls are counted over five minutes, up to half a minute ago: by then those that have ended are rows. ms */
const windowLength = 300_000;
const settling = 30_000;
/** How many pairs of provider and model, and how many organisations, have series of their own. */
const modelLimit = 50;
const organisationLimit = 200;
/** Prometheus gives a scrape 10 s by default. ms */
const timeout = 8_000;

const route = createRoute({
  method: 'get',
  path: '/v1/metrics/prometheus',
  operationId: 'getPrometheusMetrics',
  summary: "Metrics for Prometheus: an organisation's calls with its admin key, the deployment with the operator token",
  ...allow('a'),
  request: {
    query: z.strictObject({
      organisation: idSchema.optional().describe('with the operator token: the calls of this one, not the deployment'),
    }),
  },
  responses: {
    200: {
      description: 'Gauges in the text format, version 0.0.4: docs/health.md has the list',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...errorResponses,
  },
});

export function addMetrics(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { services } = c.var;
    const scope = await scopeOf(c.var, c.req.valid('query').organisation);
    const to = Date.now() - settling;
    const window = { from: to - windowLength, to };
    const general: Gauge[] = [
      { name: 'tallystick_info', help: 'Always 1.', samples: [{ labels: { version }, value: 1 }] },
      gauge('tallystick_window_seconds', 'Length of the window that calls are counted over.', windowLength / 1000),
    ];
    const gauges =
      scope === undefined
        ? await operatorGauges(services, window)
        : callGauges(await readCallMetrics(services.clickhouse(timeout), scope, window, modelLimit));
    return c.text(exposition([...general, ...gauges]), 200, { 'Content-Type': contentType });
  });
}

async function operatorGauges({ state, clickhouse }: Services, window: MetricsWindow): Promise<Gauge[]> {
  const [deployment, organisations] = await Promise.all([
    state.get(Date.now()),
    organisationsOrNone(clickhouse(timeout), window),
  ]);
  return [...deploymentGauges(deployment), ...organisationGauges(organisations)];
}

/** While ClickHouse is away, what waits for it is the very thing to know: then that goes without the calls. */
async function organisationsOrNone(clickhouse: ClickHouse, window: MetricsWindow): Promise<OrganisationMetrics[]> {
  try {
    return await readOrganisationMetrics(clickhouse, window, organisationLimit);
  } catch (error) {
    if (!(error instanceof ClickHouseError)) throw error;
    console.error({ event: 'metrics_without_calls', code: error.code });
    return [];
  }
}
