import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { api } from '../../api.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Answered, Notice, Skeleton } from '../../components/states.tsx';
import { count } from '../../format/numbers.ts';
import { keepRange } from '../../router.tsx';
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
      <header className="sticky top-0 z-20 -mx-4 mb-4 flex items-center gap-2 border-line border-b bg-paper px-4 py-3 sm:-mx-6 sm:px-6">
        <Link
          to="/sessions"
          search={keepRange}
          title="All sessions"
          className="flex size-8 shrink-0 items-center justify-center rounded text-quiet hover:bg-hover hover:text-ink"
        >
          <ArrowLeft size={16} aria-hidden />
          <span className="sr-only">All sessions</span>
        </Link>
        <h1 className="min-w-0 flex-1 truncate">
          <span className="sr-only">Session </span>
          <span className="font-semibold text-16">{name}</span>
          {name !== id && <span className="ml-2 text-12 text-quiet">{id}</span>}
        </h1>
        <CopyButton text={id}>
          <span className="max-sm:sr-only">Copy id</span>
        </CopyButton>
        {question.data && (
          <CopyButton text={question.data.again.curl} className="max-sm:hidden">
            Copy as API call
          </CopyButton>
        )}
      </header>
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
