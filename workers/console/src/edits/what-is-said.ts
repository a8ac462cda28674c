import { z } from '@hono/zod-openapi';
import { editLimits, feedbackName, propertyLimits, propertyNameFault, scoreNameFault } from '@tallystick/log';

/** What an edit says, without of what, when and by whom. */
export interface Said<Kind extends 'score' | 'feedback' | 'property' = 'score' | 'feedback' | 'property'> {
  kind: Kind;
  name: string;
  score: number | null;
  text: string | null;
}

const valueSchema = z.union([z.number(), z.boolean()], 'must be a number, true or false');

/** A record of some names, each of which a rule of their kind takes. */
function named<Value extends z.ZodType>(value: Value, fault: (name: string) => string | undefined) {
  return z.record(z.string(), value).superRefine((record, context) => {
    const names = Object.keys(record);
    if (names.length === 0 || names.length > editLimits.names) {
      context.addIssue({ code: 'custom', message: `must have 1 to ${editLimits.names} names` });
    }
    for (const name of names) {
      const message = fault(name);
      if (message !== undefined) context.addIssue({ code: 'custom', message, path: [name.slice(0, 80)] });
    }
  });
}

export const scoresSchema = named(valueSchema.nullable(), scoreNameFault).describe(
  'by name: a number; true counts as 1, false as 0; null takes the score away',
);

export const feedbackSchema = z.strictObject({
  rating: valueSchema.describe(`a number; true counts as 1, false as 0. It becomes the score "${feedbackName}"`),
  comment: z.string().max(editLimits.comment, `must be at most ${editLimits.comment} characters`).optional(),
});

export const propertySchema = z
  .string()
  .trim()
  .max(propertyLimits.value, `must be at most ${propertyLimits.value} characters`)
  .nullable();

export const propertiesSchema = named(propertySchema, propertyNameFault).describe(
  'by name: the value from now on; null takes the property away',
);

export function saidByScores(scores: z.infer<typeof scoresSchema>): Said<'score'>[] {
  return Object.entries(scores).map(([name, value]) => {
    return { kind: 'score', name, score: value === null ? null : Number(value), text: null };
  });
}

export function saidByFeedback({ rating, comment }: z.infer<typeof feedbackSchema>): Said<'feedback'>[] {
  return [{ kind: 'feedback', name: feedbackName, score: Number(rating), text: comment ?? null }];
}

export function saidByProperties(properties: z.infer<typeof propertiesSchema>): Said<'property'>[] {
  return Object.entries(properties).map(([name, text]) => ({ kind: 'property', name, score: null, text }));
}
