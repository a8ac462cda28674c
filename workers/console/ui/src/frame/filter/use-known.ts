import type { Field } from '@tallystick/filter';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { compact } from '../../format/numbers.ts';
import { useRange } from '../../search.ts';
import type { Value } from './choices.ts';

/** What is offered while typing is not asked for again so soon. ms */
const staleTime = 300_000;
const mostValues = 20;
const mostProperties = 200;

/** Names of properties in the range. */
export function useProperties(enabled: boolean): string[] {
  const range = useTime();
  const { data } = useQuery({
    queryKey: ['known properties', range],
    queryFn: ({ signal }) => api.queryProperties({ ...range, limit: mostProperties }, { signal }),
    enabled,
    staleTime,
  });
  return data?.data.map(({ name }) => name) ?? [];
}

/** The most frequent values of a field in the range, where calls can be grouped by it. */
export function useValues(field: Field | undefined): Value[] {
  const range = useTime();
  const by = field && (field.type === 'text' || field.name === 'status') ? field.name : undefined;
  const { data } = useQuery({
    queryKey: ['known values', by, range],
    queryFn: ({ signal }) =>
      api.queryMetrics(
        { ...range, measures: ['requests'], groupings: [{ by: by ?? '' }], top: mostValues },
        { signal },
      ),
    enabled: by !== undefined,
    staleTime,
  });
  if (by === undefined) return [];
  const rows = data?.rows.filter(({ other }) => !other) ?? [];
  return rows.map(({ group, values }) => ({
    value: String(group[by] ?? ''),
    hint: compact(Number(values.requests ?? 0)),
  }));
}

function useTime() {
  const { from, to, zone } = useRange();
  return { from, ...(to ? { to } : {}), time_zone: zone };
}
