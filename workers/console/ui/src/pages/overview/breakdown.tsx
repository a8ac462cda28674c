import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { coloursOf } from '../../charts/categories.ts';
import { type Bar, RankedBars } from '../../charts/ranked-bars.tsx';
import { CopyCall } from '../../components/copy-call.tsx';
import { Section } from '../../components/section.tsx';
import { Answered, Skeleton } from '../../components/states.tsx';
import { nameOfField, nameOfValue, numberOf } from '../../format/fields.ts';
import { keepRange } from '../../router.tsx';
import { conditionOn, useNarrow } from '../../search.ts';
import { type Measure, measures, nameOfOne } from './measures.ts';
import { useBreakdown } from './questions.ts';
import { useView } from './view.ts';

type Answer = NonNullable<ReturnType<typeof useBreakdown>['data']>;

/**
 * The largest groups by one field.
 *
 * @param more the page that has them all
 * @param chosen what that page shows of them
 * @param few whether there are hardly ever more than four
 */
export function Breakdown({
  field,
  title = nameOfField(field ?? ''),
  choice,
  more,
  chosen = {},
  few = false,
}: {
  field: string | undefined;
  title?: string;
  choice?: ReactNode;
  more?: string;
  chosen?: { property?: string };
  few?: boolean;
}) {
  const { measure, split } = useView();
  const question = useBreakdown(measure, field);
  const narrow = useNarrow();
  return (
    <Section
      className="group/panel"
      title={
        <>
          {title} <span className="font-normal text-quiet">by {nameOfOne(measures[measure]).toLowerCase()}</span>
        </>
      }
      aside={
        <span className="flex items-center gap-1">
          <CopyCall curl={question.data?.again.curl} />
          {choice}
          {more !== undefined && (
            <Link
              to={more}
              search={(before: Record<string, unknown>) => ({ ...keepRange(before), ...chosen })}
              className="whitespace-nowrap rounded px-1.5 text-13 text-accent hover:underline"
            >
              All<span className="sr-only"> of {title}</span>
            </Link>
          )}
        </span>
      }
    >
      <div className={few ? 'min-h-29' : 'min-h-58'}>
        <Answered
          question={question}
          skeleton={<Skeleton rows={few ? 4 : 7} />}
          empty={{
            of: (answer) => shownRows(answer).length === 0,
            words: `No ${nameOfOne(measures[measure]).toLowerCase()} in this time.`,
          }}
        >
          {(answer) => (
            <RankedBars
              bars={barsOf(answer, answer.field === split, (value, exclude) =>
                narrow(conditionOn(answer.field, value), exclude),
              )}
              {...totalOf(answer)}
            />
          )}
        </Answered>
      </div>
    </Section>
  );
}

/** Those with anything to show; where groups do not add up, there is no bar for all others. */
function shownRows({ rows, measureName }: Answer): Answer['rows'] {
  const { sums, of }: Measure = measures[measureName];
  return rows.filter(({ other, values }) => (sums ? numberOf(values[of]) !== 0 : !other));
}

function barsOf(
  answer: Answer,
  coloured: boolean,
  onChoose: (value: string | number | boolean | null, exclude: boolean) => void,
): Bar[] {
  const { field, measureName } = answer;
  const measure: Measure = measures[measureName];
  const named = shownRows(answer).map((row) => ({
    row,
    value: row.group[field] ?? null,
    number: numberOf(row.values[measure.of]),
  }));
  const ranked = measure.sums ? named : named.toSorted((a, b) => (b.number ?? -1) - (a.number ?? -1));
  const colours = coloured ? coloursOf(named.map(({ value }) => nameOfValue(field, value))) : [];
  return ranked.map(({ row, value, number }) => ({
    name: row.other ? ' other' : String(value ?? ''),
    label: row.other ? 'All others' : nameOfValue(field, value),
    value: number ?? 0,
    shown: number === null ? '–' : measure.format(number),
    title: `${row.other ? 'All others' : nameOfValue(field, value)}: ${number === null ? 'none is known' : measure.exact(number)}`,
    colour: row.other ? 'other' : (colours[named.findIndex((one) => one.row === row)] ?? 'accent'),
    ...(row.other ? {} : { onChoose: (exclude: boolean) => onChoose(value, exclude) }),
  }));
}

/** What the shares are of, where the groups add up. */
function totalOf({ rows, measureName }: Answer): { total?: number } {
  const { sums, of }: Measure = measures[measureName];
  return sums ? { total: rows.reduce((sum, { values }) => sum + (numberOf(values[of]) ?? 0), 0) } : {};
}
