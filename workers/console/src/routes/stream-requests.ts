import type { OpenAPIHono } from '@hono/zod-openapi';
import { askerOf, followRequests, longestLanding, lookTime, requestColumnNames } from '@tallystick/clickhouse';
import { streamRequests } from '@tallystick/client/routes';
import { clockSkew, type KeyKind } from '@tallystick/log';
import { streamSSE } from 'hono/streaming';
import { ApiError } from '../api-error.ts';
import { allow, callerOf } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import { longestStream, sendLanding } from '../questions/landing-events.ts';
import { readFilter } from '../questions/read-filter.ts';
import { Turns } from '../questions/turns.ts';
import type { AppEnv } from '../services.ts';

const kinds: KeyKind[] = ['r', 'a'];
/** Streams of one organisation that one isolate keeps open. */
const atOnce = 24;
/** ClickHouse is given a little longer than it gives itself, so that the reason comes from it. ms */
const timeout = lookTime + 2_000;
const turns = new Turns(
  atOnce,
  longestStream + 60_000,
  `${atOnce} streams of this organisation are open: close one of them`,
);

export function addStreamRequests(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...streamRequests, ...allow(...kinds) }, async (c) => {
    const { organisation, filter: given, columns = requestColumnNames } = c.req.valid('query');
    const { 'last-event-id': position } = c.req.valid('header');
    if (position !== undefined) checkPosition(position, Date.now());
    const filter = await readFilter(c, organisation, given?.startsWith('{') ? json(given) : given);
    const id = await organisationOf(c.var, organisation);
    const end = turns.take(id);
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const signal = AbortSignal.any([c.req.raw.signal, gone.signal]);
      signal.addEventListener('abort', end);
      try {
        await sendLanding(followRequests({ filter, columns }, position), {
          stream,
          signal,
          asker: () => askerOf(c.var.services.clickhouse(timeout), id, signal),
          checkKey: () => callerOf(c, kinds),
        });
      } finally {
        end();
      }
    });
  });
}

/** @throws ApiError when nothing can go on from it */
function checkPosition(position: number, now: number): void {
  if (position < now - longestLanding) {
    throw new ApiError('invalid', 'last-event-id: is of more than a day ago: begin without it');
  }
  if (position > now + clockSkew) throw new ApiError('invalid', 'last-event-id: lies in the future: begin without it');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('invalid', 'filter: begins as JSON and is not');
  }
}
