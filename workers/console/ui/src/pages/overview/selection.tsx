import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { Span } from '../../charts/time-chart.tsx';
import { Button, buttonLook } from '../../components/button.tsx';
import { CopyCall } from '../../components/copy-call.tsx';
import { useKeys } from '../../components/keys.ts';
import { Answered, Skeleton } from '../../components/states.tsx';
import { count } from '../../format/numbers.ts';
import { spanName } from '../../format/times.ts';
import { keepRange, keepRangeAnd } from '../../router.tsx';
import { useChangeSearch, useRange } from '../../search.ts';
import { Differences } from './differences.tsx';
import { useDifference } from './questions.ts';
import { useView } from './view.ts';

/** Beside the chart: what is different about the part that is selected in it, and what can be done with it. */
export function Selection({ selected }: { selected: Span }) {
  const { measure } = useView();
  const { zone } = useRange();
  const change = useChangeSearch();
  const failed = measure === 'errors' || measure === 'error_rate';
  const question = useDifference(selected, failed);
  const clear = () => change({ selected: undefined });
  useKeys({ Escape: clear });
  const keep = failed ? keepRangeAnd('failed:true') : keepRange;
  const times = { from: new Date(selected.from).toISOString(), to: new Date(selected.to).toISOString() };
  return (
    <section aria-label="What is different" className="group/panel min-w-0">
      <header className="mb-1 flex min-h-8 items-center gap-1">
        <h2 className="mr-auto font-semibold text-14">What is different</h2>
        <CopyCall curl={question.data?.again.curl} />
        <Button
          look="bare"
          className="!h-7 !px-1.5"
          aria-label="Clear the selection"
          title="Clear (Esc)"
          onClick={clear}
        >
          <X size={14} aria-hidden />
        </Button>
      </header>
      <p className="text-13">{spanName(selected.from, selected.to, zone)}</p>
      <div className="mt-2 mb-3 flex flex-wrap gap-2">
        <Button onClick={() => change({ ...times, selected: undefined })}>Zoom in</Button>
        <Link
          to="/requests"
          search={(before: Record<string, unknown>) => ({ ...keep(before), ...times })}
          className={buttonLook()}
        >
          {failed ? 'Show these failed requests' : 'Show these requests'}
        </Link>
      </div>
      <Answered question={question} skeleton={<Skeleton rows={9} />}>
        {(answer) => (
          <>
            <p className="mb-2 text-12 text-quiet">
              {count(answer.inside)} {failed ? 'failed attempts' : 'attempts'} selected <Swatch colour="accent" />,
              compared with the other {count(answer.outside)} of the whole range <Swatch colour="other" />.
            </p>
            <Differences answer={answer} />
          </>
        )}
      </Answered>
    </section>
  );
}

function Swatch({ colour }: { colour: string }) {
  return <i className="inline-block size-2 rounded-sm" style={{ background: `var(--${colour})` }} />;
}
