import type { RequestAnswer } from '@tallystick/client';
import { useMemo } from 'react';
import { Section } from '../../../components/section.tsx';
import { parametersOf } from '../parameters.ts';
import { About } from './about.tsx';
import { Attempts } from './attempts.tsx';
import { otherWarnings } from './cost-reasons.ts';
import { EditsList } from './edits.tsx';
import { Parameters } from './parameters.tsx';
import { Properties } from './properties.tsx';
import { Receipt } from './receipt.tsx';
import { Scores } from './scores.tsx';
import { Timing } from './timing.tsx';
import { Warnings } from './warnings.tsx';

/** Everything about a call that was not said in it. */
export function RequestFacts({ answer: { request, attempts, others, bodies } }: { answer: RequestAnswer }) {
  // Those of one id that its caller chose may be attempts as well.
  const unrelated = others.filter(({ call_id }) => call_id !== request.call_id);
  const warnings = otherWarnings(request);
  const parameters = useMemo(() => parametersOf(bodies), [bodies]);
  return (
    <aside
      aria-label="Facts"
      className="min-w-0 gap-x-10 @min-[560px]:columns-2 @min-[840px]:columns-1 [&>section]:mb-5 [&>section]:break-inside-avoid"
    >
      {warnings.length > 0 && (
        <Section title="Warnings">
          <Warnings warnings={warnings} />
        </Section>
      )}
      <Section title="Cost">
        <Receipt call={request} />
      </Section>
      <Section title="Time">
        <Timing call={request} />
      </Section>
      {attempts.length > 1 && (
        <Section title={`${attempts.length} attempts`}>
          <Attempts calls={attempts} current={request} numbered />
        </Section>
      )}
      <Section title="Scores">
        <Scores call={request} />
        <EditsList id={request.request_id} />
      </Section>
      <Section title="Properties">
        <Properties call={request} />
      </Section>
      <Section title="About">
        <About call={request} />
      </Section>
      {parameters.length > 0 && (
        <Section title="Parameters">
          <Parameters parameters={parameters} />
        </Section>
      )}
      {unrelated.length > 0 && (
        <Section title="Other calls with this id">
          <Attempts calls={unrelated} current={request} />
        </Section>
      )}
    </aside>
  );
}
