type Numbers = Record<string, unknown>;

/**
 * The usage that the caller asked for with `x-sample-usage`, over the one that was counted: named fields replace, nested
 * objects are merged.
 */
export function overrideUsage<Usage extends object>(counted: Usage, asked: Numbers | undefined): Usage {
  if (!asked) return counted;
  const merged: Numbers = Object.fromEntries(Object.entries(counted));
  for (const [name, value] of Object.entries(asked)) {
    const old = merged[name];
    merged[name] = isObject(old) && isObject(value) ? overrideUsage(old, value) : value;
  }
  return merged as Usage;
}

function isObject(value: unknown): value is Numbers {
  return typeof value === 'object' && value !== null;
}
