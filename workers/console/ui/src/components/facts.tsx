import type { ReactNode } from 'react';

/** Names and what they are; those that are null are left out. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="text-13">
      {of
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div
            key={name}
            className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-x-4 border-line border-b py-2 last:border-b-0"
          >
            <dt className="text-quiet">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
