/** What the review agent is given: changes to the shop's own code, and what is to be found in them. */
export interface PullRequest {
  title: string;
  files: readonly (readonly [path: string, diff: string])[];
  /** The worst first. */
  findings: readonly string[];
  /** Opened by the bot that updates dependencies. */
  byBot?: true;
}

export const pullRequests: readonly PullRequest[] = [
  {
    title: 'Release reservations that were never paid',
    files: [
      [
        'services/stock/src/release-reservations.ts',
        `+export async function releaseReservations(db: Database, now: Date): Promise<number> {\n+  const expired = await db.query('SELECT id, article, quantity FROM reservations WHERE expires_at < ?', [now]);\n+  for (const { id, article, quantity } of expired) {\n+    await db.query('UPDATE stock SET free = free + ? WHERE article = ?', [quantity, article]);\n+    await db.query('DELETE FROM reservations WHERE id = ?', [id]);\n+  }\n+  return expired.length;\n+}`,
      ],
      [
        'services/stock/src/cron.ts',
        `-cron('*/15 * * * *', refreshPrices);\n+cron('*/15 * * * *', refreshPrices);\n+cron('* * * * *', () => releaseReservations(db, new Date()));`,
      ],
      [
        'services/stock/test/release-reservations.test.ts',
        `+test('gives the stock of an expired reservation back', async () => {\n+  await reserve(db, 'SKUA2', 1, { expiresAt: yesterday });\n+  await releaseReservations(db, new Date());\n+  expect(await freeStock(db, 'SKUA2')).toBe(10);\n+});`,
      ],
    ],
    findings: [
      '**Two runs can release the same reservation twice.** The cron starts every minute; when one run takes longer, the next selects the same rows, and `free` grows twice. Delete first with `DELETE … RETURNING` and add what was deleted, in one transaction.',
      'If the process stops between the UPDATE and the DELETE, the stock is given back and the reservation stays. A transaction around both settles it.',
      'The test covers one expired reservation. A second call of `releaseReservations` in the same test would have shown the double release.',
    ],
  },
  {
    title: 'Show prices with VAT of the delivery country',
    files: [
      [
        'web/src/price.tsx',
        `-export function Price({ cents }: { cents: number }) {\n-  return <span>{(cents * 1.19 / 100).toFixed(2)} €</span>;\n+export function Price({ cents, country }: { cents: number; country: Country }) {\n+  const gross = cents * (1 + vatRates[country]);\n+  return <span>{(gross / 100).toFixed(2)} {currencyOf(country)}</span>;\n }`,
      ],
      [
        'web/src/vat-rates.ts',
        `+export const vatRates: Record<Country, number> = {\n+  DE: 0.19,\n+  FR: 0.2,\n+  NL: 0.21,\n+  ES: 0.21,\n+  AT: 0.2,\n+};`,
      ],
      [
        'services/checkout/src/totals.ts',
        ` export function totals(basket: Basket): Totals {\n-  const tax = Math.round(basket.net * 0.19);\n+  const tax = basket.lines.reduce((sum, line) => sum + Math.round(line.net * vatRates[basket.country]), 0);\n   return { net: basket.net, tax, gross: basket.net + tax };`,
      ],
    ],
    findings: [
      '**The basket and the invoice can differ by cents.** `Price` rounds the gross of one article, `totals` rounds the tax of each line. Three of an article at 33.33 are 118.98 on the page and 118.99 on the invoice. Compute in one place and show what it returns.',
      '`vatRates[country]` is `undefined` for GB and CH, which the type does not know but the URL allows: the page shows NaN. Parse the country at the border and answer 404 for others.',
      'Nit: `toFixed(2)` writes 1234.50 for every locale. `Intl.NumberFormat` writes 1.234,50 € in German.',
    ],
  },
  {
    title: 'Cache the category tree',
    files: [
      [
        'services/catalogue/src/categories.ts',
        `+const cache = new Map<string, Category[]>();\n+\n export async function categoryTree(locale: string): Promise<Category[]> {\n+  const known = cache.get(locale);\n+  if (known) return known;\n   const rows = await db.query('SELECT * FROM categories WHERE locale = ?', [locale]);\n-  return build(rows);\n+  const tree = build(rows);\n+  cache.set(locale, tree);\n+  return tree;\n }`,
      ],
      [
        'services/catalogue/src/routes.ts',
        ` app.get('/categories', async (request) => {\n-  const tree = await categoryTree('de');\n+  const tree = await categoryTree(request.query.locale ?? 'de');\n   tree.sort((a, b) => a.position - b.position);\n   return tree;`,
      ],
    ],
    findings: [
      '**Nothing ever empties the cache.** A new category is invisible until the next deployment. Keep the time with the tree and read again after a minute, or drop the entry where categories are written.',
      '`tree.sort` sorts the cached array in place: harmless today, wrong as soon as somebody sorts differently. Sort once before caching.',
      'The locale comes from the query unchecked, so anybody can fill the map with invented locales. Check it against the list of locales first.',
    ],
  },
  {
    title: 'Send order confirmations from a queue',
    files: [
      [
        'services/mail/src/consumer.ts',
        `+export async function handle(message: OrderPlaced): Promise<void> {\n+  const order = await orders.get(message.orderId);\n+  await smtp.send(confirmation(order));\n+  await orders.update(order.id, { confirmationSentAt: new Date() });\n+}`,
      ],
      [
        'services/checkout/src/place-order.ts',
        `   const order = await orders.create(basket);\n-  await smtp.send(confirmation(order));\n+  await queue.send({ orderId: order.id });\n   return order;`,
      ],
      [
        'infra/queues.tf',
        `+resource "queue" "order_placed" {\n+  name          = "order-placed"\n+  max_retries   = 10\n+  retry_seconds = 30\n+}`,
      ],
    ],
    findings: [
      '**A customer can get the same mail ten times.** When the update after `smtp.send` fails, the message is delivered again and the mail goes out again. Check `confirmationSentAt` first, and give the mail a message id made from the order id, so that providers drop the repetition.',
      'If `queue.send` throws, the order exists and the customer sees an error page. Either write the message in the same transaction (outbox) or let a sweep send what has no `confirmationSentAt` after five minutes.',
      'There is no dead-letter queue: after ten tries the message is gone and nobody knows.',
    ],
  },
  {
    title: 'Search: boost articles that are in stock',
    files: [
      [
        'services/search/src/rank.ts',
        ` export function score(hit: Hit, query: Query): number {\n   const text = hit.bm25 * 1.0 + hit.vector * 2.5;\n-  return text;\n+  const stock = hit.stock > 0 ? 1 : 0.2;\n+  return text * stock * (query.category === hit.category ? 1.3 : 1);\n }`,
      ],
      [
        'services/search/test/rank.test.ts',
        `+test('an article in stock comes before one that is not', () => {\n+  const [first] = rank([hit({ stock: 0 }), hit({ stock: 5 })], query());\n+  expect(first.stock).toBe(5);\n+});`,
      ],
    ],
    findings: [
      '**A factor of 0.2 moves an exact match on the name behind articles that merely resemble it.** “Skua 1” then finds the Skua 2 first whenever the 1 is sold out. I would boost the order within the exact matches only.',
      'The category factor is new and not mentioned in the title. Please split it off, so that the experiment can tell the two apart.',
    ],
  },
  {
    title: 'Upgrade the date library',
    files: [
      ['package.json', `-    "date-tools": "^2.30.0",\n+    "date-tools": "^4.1.0",`],
      [
        'services/returns/src/deadline.ts',
        `-import { addDays } from 'date-tools';\n+import { addDays } from 'date-tools/addDays';\n\n export function returnDeadline(deliveredAt: Date): Date {\n-  return addDays(deliveredAt, 60);\n+  return addDays(deliveredAt, 60, { in: 'UTC' });\n }`,
      ],
    ],
    findings: [
      '**Adding days in UTC moves the deadline by an hour when the clocks change in between.** A customer in Kassel who returns at 23:30 on the last day would be told that it is too late. Use `Europe/Berlin` here.',
      'No test has a deadline across a change of the clocks; one delivered on the 1st of March would have failed here.',
    ],
    byBot: true,
  },
  {
    title: 'Drop the unused column orders.legacy_ref',
    files: [
      [
        'services/orders/migrations/0112_drop_legacy_ref.sql',
        `+-- Nothing has read or written it since release 3.4.\n+ALTER TABLE orders DROP COLUMN legacy_ref;`,
      ],
      [
        'services/orders/src/order.ts',
        ` export interface Order {\n   id: string;\n-  /** Unused since 3.4. */\n-  legacyRef?: string;\n   placedAt: Date;`,
      ],
    ],
    findings: [],
  },
  {
    title: 'Bump the linter',
    files: [['package.json', `-    "lint-rules": "^7.1.0",\n+    "lint-rules": "^7.2.0",`]],
    findings: [],
    byBot: true,
  },
];

export const thoughts = [
  'The change is small, so the risk is in what runs twice and what stops half-way. Let me look at who calls this and how often.',
  'First the types, then the failure paths. The happy path is tested; what happens when the second statement throws?',
  'I should check whether the tests would notice the fault that I suspect, and look at the caller before I claim it.',
];
