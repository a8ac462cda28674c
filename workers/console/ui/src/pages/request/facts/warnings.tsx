import { visible } from '../../../components/text/visible.ts';

/** What was odd about the call: it is logged all the same. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  return (
    <ul className="space-y-1 text-13">
      {warnings.map((warning, i) => (
        <li key={i} className="rounded bg-warn-soft px-2 py-1 [overflow-wrap:anywhere]">
          {visible(warning.slice(0, 1).toUpperCase() + warning.slice(1))}.
        </li>
      ))}
    </ul>
  );
}
