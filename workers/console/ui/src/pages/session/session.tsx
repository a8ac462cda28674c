import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { MoreHorizontal } from 'lucide-react';
import { api } from '../../api.ts';
import { CopyItem } from '../../components/copy-item.tsx';
import { Popover } from '../../components/popover.tsx';
import { Answered, Notice, Skeleton } from '../../components/states.tsx';
import { count } from '../../format/numbers.ts';
import { BackBar } from '../../frame/back-bar.tsx';
import { callsBelow } from './rows.ts';
import { Said } from './said.tsx';
import { SessionFigures } from './session-figures.tsx';
import { Waterfall } from './waterfall.tsx';

/** One session: what it cost, what was said of it, and its calls by path and time. */
export function Session() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const question = useQuery({
    queryKey: ['session page', id],
    queryFn: ({ signal }) => api.getSession(id, { signal }),
  });
  const name = question.data?.session.session_name || id;
  return (
    <>
      <BackBar to="/sessions" name="Sessions">
        <h1 className="min-w-0 flex-1 truncate">
          <span className="sr-only">Session </span>
          <span className="font-semibold text-16">{name}</span>
          {name !== id && <span className="ml-2 text-12 text-quiet">{id}</span>}
        </h1>
        <Popover label={<MoreHorizontal size={16} aria-hidden />} aria-label="More" align="right" panel="w-56">
          {() => (
            <>
              <CopyItem text={() => location.href}>Copy link</CopyItem>
              <CopyItem text={id}>Copy id</CopyItem>
              {question.data && <CopyItem text={question.data.again.curl}>Copy as API call</CopyItem>}
            </>
          )}
        </Popover>
      </BackBar>
      <Answered question={question} skeleton={<Skeleton rows={14} />}>
        {(answer) => (
          <>
            <SessionFigures answer={answer} />
            <Said answer={answer} />
            {answer.partial && (
              <Notice>
                The first {count(callsBelow(answer.tree).length)} attempts are shown; the session has more. Its figures
                and those of its steps count them all, the running cost only what is shown.
              </Notice>
            )}
            <Waterfall key={id} tree={answer.tree} />
          </>
        )}
      </Answered>
    </>
  );
}
