import { Hono } from 'hono';
import manifest from '../package.json' with { type: 'json' };
import { isPreflight, preflightResponse } from './cors.ts';
import { Edge, type Services } from './edge.ts';
import { Refusal, refusalResponse } from './refusal.ts';
import { readSettings, type Variables } from './settings.ts';
import { SettingsError } from './settings-error.ts';
import { wireOf } from './target.ts';

/** The edge Worker as an app: its own endpoints under `/tally/`, and everything else is a call to pass on. */
export function createApp(variables: Variables, services: Services): Hono {
  const handle = callHandler(variables, services);
  const app = new Hono();
  app.get('/tally/health', (c) => c.json({ ok: true, version: manifest.version }));
  app.all('/tally/*', (c) => c.json({ error: { message: 'Nothing is served here; /tally/health is.' } }, 404));
  app.all('*', (c) => {
    if (isPreflight(c.req.raw)) return preflightResponse(c.req.raw);
    return handle(c.req.raw, (work) => c.executionCtx.waitUntil(work));
  });
  return app;
}

type CallHandler = (request: Request, waitUntil: (work: Promise<unknown>) => void) => Promise<Response> | Response;

/** With settings that make no sense, every call is refused. What is wrong with them is for the console, not for callers. */
function callHandler(variables: Variables, services: Services): CallHandler {
  try {
    const edge = new Edge(readSettings(variables), services);
    return (request, waitUntil) => edge.handle(request, waitUntil);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(`The edge is misconfigured: ${error.message}.`);
    const refusal = new Refusal(500, error.code, 'The edge is misconfigured. Its logs tell its operator how.');
    return (request) => refusalResponse(refusal, wireOf(request.headers), '');
  }
}
