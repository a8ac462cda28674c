import type { HealthAnswer } from '@tallystick/client';

/** What is not as it should be, and what to do. */
export function Problems({ problems }: Pick<HealthAnswer, 'problems'>) {
  if (problems.length === 0) return null;
  return (
    <ul aria-label="What to do" className="mt-4 grid gap-2 sm:ml-[42px]">
      {problems.map(({ code, message }) => (
        <li key={code} className="max-w-[92ch] break-words rounded bg-warn-soft px-3 py-2 text-13">
          {message.slice(0, 1).toUpperCase() + message.slice(1)}.
        </li>
      ))}
    </ul>
  );
}
