import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { demoOrganisation, removeDemoOrganisation } from '@tallystick/accounts';
import { deleteOrganisation, insertTombstones, readServerState } from '@tallystick/clickhouse';
import { errorResponses, jsonOf } from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { deadPlacesOf, deleteObjectsOf } from '../objects/delete-objects-of.ts';
import type { AppEnv } from '../services.ts';

const remove = createRoute({
  method: 'delete',
  operationId: 'removeDemo',
  path: `/v1/organisations/${demoOrganisation.id}`,
  summary: 'Remove the organisation that `tally demo` made, with its keys, calls and objects',
  ...allow(),
  responses: {
    200: {
      description: 'What was removed',
      content: jsonOf(
        z.object({
          keys: z.int(),
          requests: z.int(),
          bodies: z.int(),
          request_ids: z.int(),
          edits: z.int().describe('scores, feedback and changed properties, of calls and sessions'),
          objects: z.int().describe('bodies and dead letters in R2'),
        }),
      ),
    },
    ...errorResponses,
  },
});

/** Rewriting the parts of a month may take a while. ms */
const timeout = 120_000;

/** A route for the operator only. */
export function addDemo(app: OpenAPIHono<AppEnv>): void {
  app.openapi(remove, async (c) => {
    const { accounts, objects } = c.var.services;
    const clickhouse = c.var.services.clickhouse(timeout);
    // Nothing is removed, and none of it told, where the rest would stay.
    await readServerState(clickhouse);
    // First of what is removed: the consumer refuses messages of an organisation that is not there, and forgets within 30 s that it was there.
    const keys = await removeDemoOrganisation(accounts);
    if (keys === undefined) {
      throw new ApiError('conflict', `the organisation ${demoOrganisation.id} was not made by the demo: it stays`);
    }
    const rows = await deleteOrganisation(clickhouse, demoOrganisation.id);
    for await (const places of deadPlacesOf(objects, demoOrganisation.id)) await insertTombstones(clickhouse, places);
    return c.json({ keys, ...rows, objects: await deleteObjectsOf(objects, demoOrganisation.id) }, 200);
  });
}
