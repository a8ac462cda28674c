import { type ModelUsage, type Usage, unknownUsage } from '@tallystick/log';

/** What the counts of a model that did not answer are called in `usage_details`, as `input of claude-opus-5`. */
const names = {
  promptTokens: 'input',
  completionTokens: 'output',
  cacheReadTokens: 'cache_read',
  cacheWriteTokens: 'cache_write',
  cacheWrite1hTokens: 'cache_write_1h',
} as const satisfies Partial<Record<keyof Usage, string>>;

const counts = new Map<string, keyof Usage>(Object.entries(names).map(([count, name]) => [name, count as keyof Usage]));

const totals: ReadonlySet<string> = new Set(['input', 'output']);

const form = /^([a-z_\d]+) of (.*)$/s;

/** Whether a name in `usage_details` is of a model that did not answer. */
export function isOther(name: string): boolean {
  return counts.has(form.exec(name)?.[1] ?? '');
}

/** What other models took, as `usage_details` has it. */
export function otherCounts(others: readonly ModelUsage[]): Record<string, number> {
  const details: Record<string, number> = {};
  for (const { model, usage } of others) {
    for (const [name, count] of counts) {
      const value = usage[count];
      // Tokens that are none tell that they are known.
      if (value !== null && (value > 0 || totals.has(name))) details[`${name} of ${model}`] = value;
    }
  }
  return details;
}

/** What `otherCounts` made of them. */
export function otherModelsIn(details: Readonly<Record<string, number>>): ModelUsage[] {
  const others = new Map<string, Usage>();
  for (const [detail, value] of Object.entries(details)) {
    const [, name = '', model = ''] = form.exec(detail) ?? [];
    const count = counts.get(name);
    if (count) others.set(model, { ...unknownUsage, ...others.get(model), [count]: value });
  }
  return [...others].map(([model, usage]) => ({ model, usage }));
}
