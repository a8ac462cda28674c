import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouseOptions, createClickHouse } from '@tallystick/clickhouse';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { ConsoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';

/** Test calls belong to an organisation of their own, so that nobody's figures hold them. */
export const checkOrganisation = 'tallystick-check';

const keySchema = z.object({ id: z.string(), key: z.string() });

/** A write key of the test organisation for as long as `use` takes. It expires by itself should the revocation fail. */
export async function withTestKey<T>(access: ConsoleAccess, use: (key: string) => Promise<T>): Promise<T> {
  const { organisations } = await askConsole(
    access,
    { method: 'GET', path: '/v1/organisations' },
    z.object({ organisations: z.array(z.object({ id: z.string() })) }),
  );
  if (!organisations.some(({ id }) => id === checkOrganisation)) {
    const body = { id: checkOrganisation, name: 'Test calls of deploy and doctor' };
    await askConsole(access, { method: 'POST', path: '/v1/organisations', body }, z.object({ id: z.string() }));
  }
  const body = {
    organisation: checkOrganisation,
    kind: 'write',
    name: 'test call',
    expires_at: new Date(Date.now() + 600_000).toISOString(),
  };
  const { id, key } = await askConsole(access, { method: 'POST', path: '/v1/keys', body }, keySchema);
  try {
    return await use(key);
  } finally {
    const query = { organisation: checkOrganisation };
    await askConsole(access, { method: 'DELETE', path: `/v1/keys/${id}`, query }, z.object({ id: z.string() }));
  }
}

/**
 * Logs one call through the edge, without a provider: docs/logging-without-the-proxy.md.
 *
 * @returns the call's id
 * @throws CommandError with the edge's own words where it refuses
 */
export async function logTestCall(edgeUrl: string, key: string): Promise<string> {
  const id = randomUUID();
  const url = `${edgeUrl}/tally/v1/log`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Tally-Auth': `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        request_id: id,
        provider: 'openai',
        path: '/v1/chat/completions',
        created_at: Date.now(),
        latency_ms: 1,
        request: { model: 'test-call', messages: [] },
      }),
      signal: AbortSignal.timeout(30_000),
    });
    text = await response.text();
  } catch (cause) {
    throw new CommandError(`nobody answers at ${edgeUrl}`, { cause });
  }
  if (response.status === 202) return id;
  if (response.status === 401) {
    throw new CommandError(
      'the edge refuses a key that the console has just made: their KEY_SECRET_WRITE differ; replace it on both with "tally deploy --rotate KEY_SECRET_WRITE"',
    );
  }
  throw new CommandError(`the edge answers ${response.status} to a test call: ${text.slice(0, 300)}`);
}

/**
 * Waits until a test call is a row.
 *
 * @param patience ms
 * @returns how long it took, in ms
 * @throws CommandError when it does not become one
 */
export async function untilRow(id: string, server: ClickHouseOptions, patience = 120_000): Promise<number> {
  const clickhouse = createClickHouse(server);
  const start = Date.now();
  for (;;) {
    const rows = await clickhouse.query(
      z.object({ found: z.int() }),
      'SELECT count() AS found FROM requests WHERE org_id = {organisation:String} AND request_id = {id:String}',
      { organisation: checkOrganisation, id },
    );
    if (rows[0]?.found) return Date.now() - start;
    if (Date.now() - start > patience) {
      throw new CommandError(
        `the test call is no row after ${Math.round(patience / 1000)} s: "npx pnpm@12 tally doctor --remote" says where it may be`,
      );
    }
    await sleep(500);
  }
}
