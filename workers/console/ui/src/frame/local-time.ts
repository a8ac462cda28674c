/** How far a zone's clocks are ahead of UTC at a moment. ms */
function offsetOf(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

/** What the zone's clocks show, as `<input type="datetime-local">` has it; '' of what is no time, such as `7d`. */
export function toLocal(text: string, zone: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return '';
  return new Date(at + offsetOf(zone, at)).toISOString().slice(0, 16);
}

/** The moment at which the zone's clocks show that, in ISO 8601; of an hour that comes twice, the first. */
export function toUtc(local: string, zone: string): string {
  const shown = Date.parse(`${local}Z`);
  const candidates = [shown - offsetOf(zone, shown - 86_400_000), shown - offsetOf(zone, shown + 86_400_000)];
  const at = candidates.find((one) => one + offsetOf(zone, one) === shown) ?? candidates[0] ?? shown;
  return new Date(at).toISOString();
}
