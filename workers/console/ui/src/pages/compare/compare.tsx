import type { RequestAnswer } from '@tallystick/client';
import { Link, useSearch } from '@tanstack/react-router';
import { ArrowLeftRight } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Section } from '../../components/section.tsx';
import { Answered, Empty, Skeleton } from '../../components/states.tsx';
import { Status } from '../../components/status.tsx';
import { visible } from '../../components/text/visible.ts';
import { dateAndTime, inUtc } from '../../format/times.ts';
import { BackBar } from '../../frame/back-bar.tsx';
import { keepRange } from '../../router.tsx';
import { type Search, useChangeSearch, useRange } from '../../search.ts';
import { parametersOf } from '../request/parameters.ts';
import { useRequest } from '../request/use-request.ts';
import { CompareConversations } from './compare-conversations.tsx';
import { CompareTable } from './compare-table.tsx';
import { factsOf } from './facts-of.ts';

/** Two calls side by side, their differences marked. */
export function Compare() {
  const { a, b } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  return (
    <>
      <BackBar to="/requests" name="Requests">
        {a && b && (
          <span className="ml-auto flex gap-1.5">
            <CopyCalls a={a} b={b} />
            <Button look="bare" onClick={() => change({ a: b, b: a })}>
              <ArrowLeftRight size={14} aria-hidden /> Swap
            </Button>
          </span>
        )}
      </BackBar>
      <h1 className="sr-only">Compare two calls</h1>
      {a && b ? (
        <Both a={a} b={b} />
      ) : (
        <Empty>Open a call and press Compare: two calls then stand here side by side.</Empty>
      )}
    </>
  );
}

function CopyCalls({ a, b }: { a: string; b: string }) {
  const calls = [useRequest(a).data, useRequest(b).data].flatMap((answer) => answer?.again.curl ?? []);
  if (calls.length < 2) return null;
  return (
    <CopyButton look="bare" text={calls.join('\n')}>
      Copy as API calls
    </CopyButton>
  );
}

function Both({ a, b }: { a: string; b: string }) {
  const [one, other] = [useRequest(a), useRequest(b)];
  return (
    <Answered question={one} skeleton={<Skeleton rows={10} />}>
      {(first) => (
        <Answered question={other} skeleton={<Skeleton rows={10} />}>
          {(second) => <Compared a={first} b={second} />}
        </Answered>
      )}
    </Answered>
  );
}

function Compared({ a, b }: { a: RequestAnswer; b: RequestAnswer }) {
  const { zone } = useRange();
  return (
    <div className="space-y-6">
      <div className="grid grid-cols-2 sm:grid-cols-[140px_minmax(0,1fr)_minmax(0,1fr)]">
        <span className="max-sm:hidden" />
        {[a, b].map(({ request }, i) => (
          <div key={i === 0 ? 'a' : 'b'} className="min-w-0 px-2 max-sm:pl-0">
            <Link
              to="/requests/$id"
              params={{ id: request.request_id }}
              search={keepRange}
              className="block font-semibold text-14 [overflow-wrap:anywhere] hover:text-accent sm:text-16"
            >
              {visible(request.model || request.path)}
            </Link>
            <span className="flex flex-wrap gap-x-2 text-13 text-quiet" title={inUtc(request.created_at)}>
              <Status status={request.status} failed={request.failed} finish={request.finish} />
              {dateAndTime(request.created_at, zone)}
            </span>
          </div>
        ))}
      </div>
      <Section title="Facts">
        <CompareTable caption="Facts of both calls" rows={pairUp(factsOf(a.request), factsOf(b.request))} />
      </Section>
      <Section title="Parameters">
        <CompareTable
          caption="Parameters of both requests"
          rows={pairUp(parametersOf(a.bodies), parametersOf(b.bodies))}
          mono
        />
      </Section>
      <Section title="Conversation">
        <CompareConversations a={a} b={b} />
      </Section>
    </div>
  );
}

/** The names of both, each with its values. */
function pairUp(a: readonly (readonly [string, string])[], b: readonly (readonly [string, string])[]) {
  const [first, second] = [new Map(a), new Map(b)];
  return [...new Set([...first.keys(), ...second.keys()])].map((name) => ({
    name,
    a: first.get(name),
    b: second.get(name),
  }));
}
