import type { z } from '@hono/zod-openapi';
import type { feedbackSchema, propertiesSchema, scoresSchema } from '@tallystick/client/routes';
import { feedbackName } from '@tallystick/log';

/** What an edit says, without of what, when and by whom. */
export interface Said<Kind extends 'score' | 'feedback' | 'property' = 'score' | 'feedback' | 'property'> {
  kind: Kind;
  name: string;
  score: number | null;
  text: string | null;
}

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
