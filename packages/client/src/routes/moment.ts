import { z } from '@hono/zod-openapi';
import { timeForms, timeOf } from '@tallystick/filter';

/** How long ago: 30m, 24h, 7d, 4w. */
export const agoPattern = /^(\d{1,6})([mhdw])$/;

const wrong = `must be a ${timeForms}, or how long ago, like 30m, 24h, 7d, 4w`;

/** A moment: a time, a date (its first moment in `time_zone`), or how long ago. */
export const momentSchema = z.string(wrong).refine((text) => agoPattern.test(text) || !Number.isNaN(timeOf(text)), {
  error: wrong,
});

/** Where a date begins. */
export const timeZoneField = z.string().max(100).default('UTC');
