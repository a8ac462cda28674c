import type { DifferenceAnswer } from '@tallystick/client';
import { parseLine } from '@tallystick/filter';
import { Empty } from '../../components/states.tsx';
import { nameOfField, nameOfValue } from '../../format/fields.ts';
import { percent } from '../../format/numbers.ts';
import { useNarrow } from '../../search.ts';

type Difference = DifferenceAnswer['differences'][number];

/** As many as stand beside the chart. */
const mostShown = 7;

/** Ranked: how much of the selected part has a value, above how much of the rest. A click filters, with Alt excludes. */
export function Differences({ answer }: { answer: DifferenceAnswer }) {
  if (answer.inside === 0) return <Empty>Nothing was logged in this part.</Empty>;
  if (answer.outside === 0) return <Empty>The part is all there is: choose a longer range to compare it with.</Empty>;
  if (answer.differences.length === 0) return <Empty>Nothing differs surely.</Empty>;
  const { differences } = answer;
  const own = differences.filter(({ follows }) => !follows);
  const first = own.slice(0, mostShown);
  const rest = [...own.slice(mostShown), ...differences.filter(({ follows }) => follows)];
  return (
    <>
      <Rows differences={first} />
      {rest.length > 0 && (
        <details className="mt-1">
          <summary className="rounded py-1 text-12 text-quiet hover:text-ink">
            {rest.length} more that differ less, or follow from these
          </summary>
          <Rows differences={rest} />
        </details>
      )}
    </>
  );
}

function Rows({ differences }: { differences: readonly Difference[] }) {
  const narrow = useNarrow();
  return (
    <ol className="space-y-1">
      {differences.map(({ field, value, line, inside_share, outside_share }) => (
        <li key={line}>
          <button
            type="button"
            className="-mx-1.5 block w-[calc(100%+0.75rem)] rounded px-1.5 py-1 text-left hover:bg-hover"
            title={`${line}: click to filter, with Alt to exclude`}
            onClick={(event) => narrow(parseLine(line), event.altKey)}
          >
            <span className="flex items-baseline gap-2 text-13">
              <span className="min-w-0 flex-1 truncate">
                <span className="text-quiet">{nameOfField(field)}</span> {nameOfValue(field, value)}
              </span>
              <span className="whitespace-nowrap text-12">
                {percent(inside_share)} <span className="text-quiet">/ {percent(outside_share)}</span>
                <span className="sr-only"> of the selected and of the rest</span>
              </span>
            </span>
            <Share share={inside_share} colour="accent" />
            <Share share={outside_share} colour="other" />
          </button>
        </li>
      ))}
    </ol>
  );
}

function Share({ share, colour }: { share: number; colour: string }) {
  return (
    <span aria-hidden className="mt-px block h-1 rounded-sm bg-hover">
      <span
        className="block h-full rounded-sm"
        style={{ width: `${Math.min(100, share * 100)}%`, background: `var(--${colour})` }}
      />
    </span>
  );
}
