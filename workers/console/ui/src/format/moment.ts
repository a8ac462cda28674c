const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** When a text of a range is, `7d` or a time, as the API reads it. Unix ms. */
export function momentOf(text: string, now: number): number {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(text) ?? [];
  return count === undefined ? Date.parse(text) : now - Number(count) * units[unit as keyof typeof units];
}
