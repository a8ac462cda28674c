import type { HealthAnswer } from '@tallystick/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';

/** Whether all is well, at a glance: green, amber or red, each with a shape of its own. */
export function TrustDot() {
  const { data } = useQuery(healthOptions);
  if (!data) return null;
  return (
    <HealthMark status={data.status} size={9} className="max-lg:absolute max-lg:top-1.5 max-lg:right-1.5 lg:ml-auto" />
  );
}

/** The mark of a status, with its words for those who hover or cannot see it. */
export function HealthMark({ status, size, className = '' }: { status: Health; size: number; className?: string }) {
  const { shape, colour, words } = signs[status];
  return (
    <span className={`inline-block ${colour} ${className}`} title={words}>
      <svg width={size} height={size} viewBox="0 0 9 9" aria-hidden fill="currentColor">
        {shape}
      </svg>
      <span className="sr-only">{words}</span>
    </span>
  );
}

export type Health = HealthAnswer['status'];

const signs = {
  ok: {
    shape: <circle cx="4.5" cy="4.5" r="3.5" />,
    colour: 'text-good',
    words: 'Everything answers, and nothing is held up',
  },
  degraded: { shape: <path d="M4.5 0.5 8.8 8.5H0.2Z" />, colour: 'text-warn', words: 'Something needs a look' },
  down: { shape: <path d="M0.8 0.8h7.4v7.4H0.8Z" />, colour: 'text-bad', words: 'Something is wrong' },
} as const satisfies Record<Health, unknown>;

export const healthOptions = queryOptions({
  queryKey: ['health'],
  refetchInterval: 60_000,
  queryFn: ({ signal }) => api.getHealth({ signal }),
});
