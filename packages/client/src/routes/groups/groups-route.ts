import { createRoute, z } from '@hono/zod-openapi';
import { filterLimits } from '@tallystick/filter';
import { askedSchema } from '../filter.ts';
import { againSchema, errorResponses, jsonOf } from '../shared.ts';
import { listedCalls } from '../which-calls.ts';

interface Groups<
  Path extends string,
  Told extends z.core.$ZodShape,
  Figures extends z.core.$ZodShape,
  Asked extends z.core.$ZodShape,
> {
  path: Path;
  /** Of its schemas in the API's description: `Users`. */
  name: string;
  summary: string;
  /** What tells a group apart, and what cannot be sorted by. */
  told: Told;
  figures: Figures;
  sort: keyof Figures & string;
  /** What else a question says. */
  asked: Asked;
}

/** The route of a list of groups of calls: users, models, sessions. They differ in what a group is, and what is told of it. */
export function groupsRoute<
  Path extends string,
  Told extends z.core.$ZodShape,
  Figures extends z.core.$ZodShape,
  Asked extends z.core.$ZodShape,
>({ path, name, summary, told, figures, sort, asked }: Groups<Path, Told, Figures, Asked>) {
  type Field = keyof Figures & string;
  const question = z
    .strictObject({
      ...listedCalls,
      ...asked,
      search: z
        .string()
        .max(filterLimits.value)
        .optional()
        .describe('text that the name contains; the case of A to Z does not matter'),
      sort: z
        .strictObject({
          field: z.enum(Object.keys(figures) as [Field, ...Field[]]),
          direction: z.enum(['asc', 'desc']).default('desc'),
        })
        .default({ field: sort as Field, direction: 'desc' })
        .describe('what is unknown comes last'),
      limit: z.int().min(1).max(1000).default(50),
      cursor: z
        .string()
        .max(10_000)
        .optional()
        .describe('next_cursor of the page before; the rest of the body stays as it was'),
    })
    .openapi(`${name}Question`);
  const answer = z
    .object({
      data: z.array(z.object({ ...told, ...figures })),
      next_cursor: z.string().nullable().describe('null on the last page'),
      asked: askedSchema,
      again: againSchema,
    })
    .openapi(`${name}Answer`);
  return createRoute({
    method: 'post',
    path,
    operationId: `query${name}`,
    summary,
    request: { body: { content: jsonOf(question), required: true } },
    responses: { 200: { description: 'A page', content: jsonOf(answer) }, ...errorResponses },
  });
}
