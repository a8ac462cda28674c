import type { OpenAPIHono } from '@hono/zod-openapi';
import { findOwnPrice, listOwnPrices, removeOwnPrice, type StoredPrice, setOwnPrice } from '@tallystick/accounts';
import { findMissingPrices, timeZoneNamed } from '@tallystick/clickhouse';
import * as routes from '@tallystick/client/routes';
import type { OwnPrice } from '@tallystick/log';
import { ApiError } from '../api-error.ts';
import { note } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import { askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { timeRange } from '../questions/time-range.ts';
import { sinceText } from '../reprice/since-text.ts';
import { remedyColumns, withRemedies } from '../reprice/with-remedies.ts';
import type { AppEnv } from '../services.ts';

export function addPrices(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.listPrices, ...allow('r', 'a') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const prices = await listOwnPrices(c.var.services.accounts, organisationId);
    return c.json({ prices: prices.map(present) }, 200);
  });

  app.openapi({ ...routes.setPrice, ...allow('a') }, async (c) => {
    const { organisation, from, ...price } = c.req.valid('json');
    const organisationId = await organisationOf(c.var, organisation);
    const entry = { ...price, from: from === null ? 0 : Date.parse(from) };
    await note(c.var, organisationId, 'price_set', nameOf(entry), described(entry));
    return c.json(present(await setOwnPrice(c.var.services.accounts, organisationId, entry, Date.now())), 200);
  });

  app.openapi({ ...routes.removePrice, ...allow('a') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const { id } = c.req.valid('param');
    const { accounts } = c.var.services;
    const known = await findOwnPrice(accounts, organisationId, id);
    if (known) await note(c.var, organisationId, 'price_unset', nameOf(known), described(known));
    const removed = await removeOwnPrice(accounts, organisationId, id);
    if (!removed) throw new ApiError('not_found', `the organisation ${organisationId} has no price with this id`);
    return c.json(present(removed), 200);
  });

  app.openapi({ ...routes.findMissingPrices, ...allow('r', 'a') }, async (c) => {
    const { organisation, from, to, time_zone } = c.req.valid('query');
    const range = timeRange(from, to, Date.now(), timeZoneNamed(time_zone));
    return withAsker(c, organisation, async (asker) => {
      const { accounts, priceList } = c.var.services;
      const [{ missing, partial }, own] = await Promise.all([
        findMissingPrices(asker, range, remedyColumns),
        listOwnPrices(accounts, asker.organisation),
        priceList.use(Date.now()),
      ]);
      return c.json({ missing: withRemedies(missing, own), partial, again: askAgain(c, asker.asked) }, 200);
    });
  });
}

function present({ id, provider, model, from, prices, setAt }: StoredPrice): routes.PriceAnswer {
  return { id, provider, model, from: sinceText(from), prices, set_at: new Date(setAt).toISOString() };
}

function nameOf({ provider, model }: OwnPrice): string {
  return `${provider}/${model}`;
}

/** What an entry says, in one line. */
function described({ from, prices }: OwnPrice): string {
  const said = Object.entries(prices).map(([key, price]) => {
    if (typeof price === 'string') return `${key} ${price}`;
    const tiers = price.tiers.map(({ start, price }) => `${price} above ${start}`);
    return `${key} ${[price.base, ...tiers].join(', ')}`;
  });
  return `${said.join('; ')}; ${from === 0 ? 'for all calls' : `for calls from ${sinceText(from)}`}`;
}
