import { expect, test } from 'vitest';
import * as z from 'zod';
import { schemaValue } from './schema-value.ts';

const order = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['new', 'repeat']),
  version: z.literal(3),
  placed: z.iso.datetime(),
  contact: z.email().nullable(),
  total: z.number().min(0.5).max(99.5),
  quantity: z.int().min(5).max(6),
  priority: z.boolean(),
  lines: z.array(z.strictObject({ name: z.string().min(3).max(4), note: z.union([z.string(), z.null()]) })).min(3),
});

test('a value satisfies its schema, whatever the seed', () => {
  const schema = z.toJSONSchema(order);
  for (let seed = 0; seed < 50; seed++) expect(order.safeParse(schemaValue(schema, seed)).error).toBeUndefined();
});

test('a recursive schema ends', () => {
  interface Tree {
    label: string;
    children: Tree[];
    parent: Tree | null;
  }
  const tree: z.ZodType<Tree> = z.strictObject({
    label: z.string(),
    get children() {
      return z.array(tree);
    },
    get parent() {
      return tree.nullable();
    },
  });
  expect(tree.safeParse(schemaValue(z.toJSONSchema(tree), 1)).error).toBeUndefined();
});
