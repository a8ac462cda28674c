import { filterField } from './filter.ts';
import { momentSchema, timeZoneField } from './moment.ts';
import { organisationField } from './shared.ts';

const from = 'calls from here on: a time, a date, or how long ago';

/** Which calls are listed: all of them, where a question does not say. */
export const listedCalls = {
  organisation: organisationField,
  from: momentSchema.optional().describe(`${from}; by default all`),
  to: momentSchema
    .optional()
    .describe('calls before this; by default now, and five minutes more for clocks that are ahead'),
  time_zone: timeZoneField.describe('IANA name, of dates'),
  filter: filterField.optional(),
};

/** Which calls are counted: how long is a question's own affair. */
export const countedCalls = {
  ...listedCalls,
  from: momentSchema.describe(from),
  to: momentSchema.optional().describe('calls before this; by default now'),
};
