import type { OpenAPIHono } from '@hono/zod-openapi';
import { listOwnPrices } from '@tallystick/accounts';
import { callsInOrder, positionSchema, timeZoneNamed, writePrices } from '@tallystick/clickhouse';
import { reprice } from '@tallystick/client/routes';
import { costWarnings, ownPricesOf } from '@tallystick/pricing';
import { note } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { withAsker } from '../questions/asker-of.ts';
import { readCursor, writeCursor } from '../questions/cursor.ts';
import { asked, readFilter } from '../questions/read-filter.ts';
import { timeRange } from '../questions/time-range.ts';
import { priceAgain, pricedColumns } from '../reprice/price-again.ts';
import type { AppEnv } from '../services.ts';

/** A piece is written within a second; a ClickHouse that is busy may take longer. ms */
const writeTimeout = 60_000;

export function addReprice(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...reprice, ...allow('a') }, async (c) => {
    const { organisation, cursor, limit, dry_run, ...question } = c.req.valid('json');
    const filter = await readFilter(c, organisation, question.filter);
    return withAsker(c, organisation, async (asker) => {
      const { accounts, clickhouse, priceList } = c.var.services;
      const identity = { ...question, organisation: asker.organisation, filter };
      const before = cursor === undefined ? undefined : await readCursor(cursor, identity, positionSchema);
      const zone = timeZoneNamed(question.time_zone);
      const { from, to } = before ?? timeRange(question.from, question.to ?? '0m', Date.now(), zone);
      const range = asked(filter, { from, to });
      if (!before && !dry_run) {
        await note(c.var, asker.organisation, 'reprice', '', `${range.from} to ${range.to} ${range.line}`.trim());
      }
      const list = { from, to, filter, columns: pricedColumns, limit, after: before?.after };
      const [own, { rows, next }] = await Promise.all([
        listOwnPrices(accounts, asker.organisation),
        callsInOrder(asker, list),
        priceList.use(Date.now()),
      ]);
      const { changed, models } = priceAgain(rows, ownPricesOf(own));
      if (!dry_run) await writePrices(clickhouse(writeTimeout), asker.organisation, changed, costWarnings);
      const { hash, fetchedAt } = await priceList.identity();
      return c.json(
        {
          models,
          reached: next?.created_at ?? range.to,
          next_cursor: next ? await writeCursor(identity, { from, to, after: next }) : null,
          price_list: { hash, fetched_at: fetchedAt },
          asked: range,
        },
        200,
      );
    });
  });
}
