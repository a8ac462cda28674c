import type { OpenAPIHono } from '@hono/zod-openapi';
import { findOrganisation } from '@tallystick/accounts';
import { readRetention } from '@tallystick/clickhouse';
import * as routes from '@tallystick/client/routes';
import { version } from '../../package.json';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';
import { presentOrganisation } from './organisations.ts';

/** ms */
const timeout = 15_000;

export function addSettings(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.getSettings, ...allow('r', 'a') }, async (c) => {
    const id = await organisationOf(c.var, c.req.valid('query').organisation);
    const { accounts, clickhouse } = c.var.services;
    const [organisation, tables] = await Promise.all([
      findOrganisation(accounts, id),
      readRetention(clickhouse(timeout), ['requests', 'bodies']),
    ]);
    if (!organisation) throw new ApiError('not_found', `there is no organisation ${id}`);
    const daysOf = (table: string) => tables.find(({ name }) => name === table)?.days ?? 0;
    const retention = { requests_days: daysOf('requests'), bodies_days: daysOf('bodies') };
    return c.json({ organisation: presentOrganisation(organisation), retention, version }, 200);
  });
}
