import type { SpendingAnswer } from '@tallystick/client';
import { toLocal } from '../../frame/local-time.ts';

/** How many months a report is of, the current one among them. */
export const monthsShown = 6;

/** The day on which the first month of a report begins, `2026-06-01`. */
export function firstDay(now: number, zone: string): string {
  const [year = 0, month = 1] = toLocal(new Date(now).toISOString(), zone).split('-').map(Number);
  return new Date(Date.UTC(year, month - monthsShown, 1)).toISOString().slice(0, 10);
}

export interface SpendingTable {
  months: readonly string[];
  rows: readonly {
    /** null for calls that have none */
    value: string | null;
    /** By month, USD; undefined where there was no call, null where no cost is known. */
    costs: readonly (string | null | undefined)[];
    /** USD; null where no cost is known. */
    total: number | null;
  }[];
  /** By month, USD; null where no cost is known. */
  totals: readonly (number | null)[];
  /** USD; null where no cost is known. */
  total: number | null;
}

/** Values of a field down, the dearest first, months across. */
export function tableOf({ rows }: Pick<SpendingAnswer, 'rows'>): SpendingTable {
  const months = [...new Set(rows.map(({ month }) => month))].sort();
  const values = new Map<string | null, Map<string, string | null>>();
  for (const { month, group, values: spent } of rows) {
    const [own = null] = Object.values(group);
    const value = own === null ? null : String(own);
    values.set(value, (values.get(value) ?? new Map()).set(month, spent.cost_usd));
  }
  const told = [...values].map(([value, byMonth]) => {
    const costs = months.map((month) => byMonth.get(month));
    return { value, costs, total: sumOf(costs) };
  });
  return {
    months,
    rows: told.toSorted((a, b) => (b.total ?? -1) - (a.total ?? -1)),
    totals: months.map((_, i) => sumOf(told.map(({ costs }) => costs[i]))),
    total: sumOf(rows.map(({ values }) => values.cost_usd)),
  };
}

/** Of what is known; null where nothing is. */
function sumOf(costs: readonly (string | null | undefined)[]): number | null {
  const known = costs.filter((cost) => cost != null);
  return known.length === 0 ? null : known.reduce((sum, cost) => sum + Number(cost), 0);
}
