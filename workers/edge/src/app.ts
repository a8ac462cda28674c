import { Hono } from 'hono';
import { isPreflight, preflightResponse } from './cors.ts';
import { Edge, type Services } from './edge.ts';
import { createHealth } from './health.ts';
import { errorResponse, logEndpoint } from './log-endpoint.ts';
import { Refusal, refusalResponse } from './refusal.ts';
import { readSettings, type Variables } from './settings.ts';
import { SettingsError } from './settings-error.ts';
import { wireOf } from './target.ts';

/** The edge Worker as an app: its own endpoints under `/tally/`, and everything else is a call to pass on. */
export function createApp(variables: Variables, services: Services): Hono {
  const edge = createEdge(variables, services);
  const health = createHealth(edge, services);
  const app = new Hono();
  app.get('/tally/health', health);
  app.all('/tally/v1/log', (c) => {
    if (edge instanceof Refusal) return errorResponse(edge);
    return logEndpoint(c.req.raw, edge, (work) => c.executionCtx.waitUntil(work));
  });
  app.all('/tally/*', () => errorResponse(unknownEndpoint));
  app.all('*', (c) => {
    const request = c.req.raw;
    if (isPreflight(request)) return preflightResponse(request);
    if (edge instanceof Refusal) return refusalResponse(edge, wireOf(request.headers), '');
    return edge.handle(request, (work) => c.executionCtx.waitUntil(work));
  });
  return app;
}

const unknownEndpoint = new Refusal(
  404,
  'unknown_route',
  'Nothing is served here; /tally/health and /tally/v1/log are.',
);

/** With settings that make no sense, every call is refused. What is wrong with them is for the console, not for callers. */
function createEdge(variables: Variables, services: Services): Edge | Refusal {
  try {
    return new Edge(readSettings(variables), services);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(`The edge is misconfigured: ${error.message}.`);
    return new Refusal(500, error.code, 'The edge is misconfigured. Its logs tell its operator how.');
  }
}
