const datePattern = /^\d{4}-\d\d-\d\d$/;
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** For who wrote something else. */
export const timeForms = 'time such as 2030-01-31, 2030-01-31T08:00Z or 2030-01-31T09:00:00.000+01:00';

/** Unix ms, NaN for what is no time; a date is its first moment in UTC. */
export function timeOf(text: string): number {
  const date = text.slice(0, 10);
  if (!datePattern.test(date) || (text.length > 10 && !timePattern.test(text))) return Number.NaN;
  // The engine makes the 2nd of March of a 30th of February.
  const day = Date.parse(date);
  return Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date ? Number.NaN : Date.parse(text);
}
