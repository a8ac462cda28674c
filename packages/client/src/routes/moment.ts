import { z } from '@hono/zod-openapi';

/** How long ago: 30m, 24h, 7d, 4w. */
export const agoPattern = /^(\d{1,6})([mhdw])$/;
const isoTime = z.iso.datetime({ offset: true });
const isoDate = z.iso.date();

const wrong =
  'must be a time like 2030-01-31T08:00:00Z, a date like 2030-01-31, or how long ago, like 30m, 24h, 7d, 4w';

/** A moment: a time, a date (its first moment in `time_zone`), or how long ago. */
export const momentSchema = z
  .string(wrong)
  .refine((text) => agoPattern.test(text) || isoTime.safeParse(text).success || isoDate.safeParse(text).success, {
    error: wrong,
  });

/** Where a date begins. */
export const timeZoneField = z.string().max(100).default('UTC');
