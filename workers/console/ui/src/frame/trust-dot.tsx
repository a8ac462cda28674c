import { useQuery } from '@tanstack/react-query';

/** Whether all is well, at a glance: green, amber or red, each with a shape of its own. */
export function TrustDot() {
  const { data } = useQuery(healthOptions);
  if (!data) return null;
  const { shape, colour, words } = signs[data];
  return (
    <span className={`max-lg:absolute max-lg:top-1.5 max-lg:right-1.5 lg:ml-auto ${colour}`} title={words}>
      <svg width="9" height="9" viewBox="0 0 9 9" aria-hidden fill="currentColor">
        {shape}
      </svg>
      <span className="sr-only">{words}</span>
    </span>
  );
}

const signs = {
  ok: { shape: <circle cx="4.5" cy="4.5" r="3.5" />, colour: 'text-good', words: 'All is well' },
  degraded: { shape: <path d="M4.5 0.5 8.8 8.5H0.2Z" />, colour: 'text-warn', words: 'Something needs a look' },
  down: { shape: <path d="M0.8 0.8h7.4v7.4H0.8Z" />, colour: 'text-bad', words: 'Something is wrong' },
} as const;

/** `/v1/health` answers without a key: 200 when all is well, else 503. */
export const healthOptions = {
  queryKey: ['health'],
  refetchInterval: 60_000,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<keyof typeof signs> => {
    const response = await fetch('/v1/health', { signal });
    const { status } = (await response.json()) as { status?: string };
    return status === 'ok' || status === 'degraded' ? status : 'down';
  },
};
