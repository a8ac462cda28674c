import type { MetricsAnswer } from '@tallystick/client';
import type { Filter } from '@tallystick/filter';
import type { ReactNode } from 'react';
import { RankedBars } from '../../charts/ranked-bars.tsx';
import { nameOfField, nameOfValue, numberOf } from '../../format/fields.ts';
import { cost, counted, type Unit } from '../../format/units.ts';
import { conditionOn, useNarrow } from '../../search.ts';
import { Section } from '../section.tsx';
import { Answered } from '../states.tsx';
import { useTop } from './questions.ts';

type Group = MetricsAnswer['rows'][number]['group'];

/** What a group spends most on, by one field. */
export function Top({ line, field, choice }: { line: string; field: string; choice?: ReactNode }) {
  return (
    <Panel
      title={choice ?? `${nameOfField(field)}s`}
      by="cost"
      question={useTop(line, [field], 'cost_usd')}
      measure="cost_usd"
      unit={cost}
      none="Nothing was spent."
      nameOf={(group) => nameOfValue(field, group[field])}
    />
  );
}

const failed: Filter = { field: 'failed', op: '=', value: true };

/** What goes wrong most in a group. */
export function TopErrors({ line }: { line: string }) {
  return (
    <Panel
      title="Errors"
      by="requests"
      question={useTop(line, ['status', 'error'], 'errors', failed)}
      measure="errors"
      unit={counted}
      none="Nothing failed."
      nameOf={({ status, error }) => [nameOfValue('status', status), error].filter(Boolean).join(' · ')}
    />
  );
}

function Panel({
  title,
  by,
  question,
  measure,
  unit,
  none,
  nameOf,
}: {
  title: ReactNode;
  by: string;
  question: ReturnType<typeof useTop>;
  measure: string;
  unit: Unit;
  none: string;
  nameOf: (group: Group) => string;
}) {
  const narrow = useNarrow();
  return (
    <Section
      title={
        <>
          {title} <span className="font-normal text-quiet">by {by}</span>
        </>
      }
    >
      <div className="min-h-43">
        <Answered
          question={question}
          empty={{ of: ({ rows }) => rows.every(({ values }) => !numberOf(values[measure])), words: none }}
        >
          {({ rows }) => (
            <RankedBars
              total={rows.reduce((sum, { values }) => sum + (numberOf(values[measure]) ?? 0), 0)}
              bars={rows
                .map((row) => ({ ...row, value: numberOf(row.values[measure]) ?? 0 }))
                .filter(({ value }) => value > 0)
                .map(({ group, other, value }) => ({
                  name: other ? ' other' : JSON.stringify(group),
                  label: other ? 'All others' : nameOf(group),
                  value,
                  shown: unit.format(value),
                  title: `${other ? 'All others' : nameOf(group)}: ${unit.exact(value)}`,
                  colour: other ? 'other' : 'accent',
                  ...(other ? {} : { onChoose: (exclude: boolean) => narrow(conditionOf(group), exclude) }),
                }))}
            />
          )}
        </Answered>
      </div>
    </Section>
  );
}

function conditionOf(group: Group): Filter {
  const conditions = Object.entries(group).map(([field, value]) => conditionOn(field, value));
  return conditions.length === 1 && conditions[0] ? conditions[0] : { and: conditions };
}
