import type { RequestAnswer } from '@tallystick/client';
import { Link } from '@tanstack/react-router';
import { Maximize2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, buttonLook } from '../../components/button.tsx';
import { useKeys } from '../../components/keys.ts';
import { Moment } from '../../components/moment.tsx';
import { Answered, Empty, Skeleton } from '../../components/states.tsx';
import { Status } from '../../components/status.tsx';
import { visible } from '../../components/text/visible.ts';
import { money } from '../../format/money.ts';
import { count, compact as short } from '../../format/numbers.ts';
import { duration } from '../../format/times.ts';
import { keepRange } from '../../router.tsx';
import { useChangeSearch, useShow } from '../../search.ts';
import { Actions } from './actions.tsx';
import { ConversationView } from './conversation/conversation-view.tsx';
import { RequestFacts } from './facts/request-facts.tsx';
import { RawView } from './raw-view.tsx';
import { useRequest } from './use-request.ts';

/**
 * One call: what was said, and the facts beside it; `r` shows the bodies as they are.
 *
 * @param compact for a panel beside a list: with the way to the page
 */
export function RequestView({ id, compact = false }: { id: string; compact?: boolean }) {
  const question = useRequest(id);
  return (
    <Answered question={question} skeleton={<Skeleton rows={10} />}>
      {(answer) => <Whole key={answer.request.request_id} answer={answer} compact={compact} />}
    </Answered>
  );
}

function Whole({ answer, compact }: { answer: RequestAnswer; compact: boolean }) {
  const { request, conversation, bodies } = answer;
  const [raw, setRaw] = useRaw();
  return (
    <article className="@container">
      <Head answer={answer} compact={compact} />
      {request.failed && (
        <p className="mb-3 rounded bg-bad-soft px-3 py-2 text-13 [overflow-wrap:anywhere]">
          <span className="font-medium text-bad">Failed{request.status >= 400 && ` with ${request.status}`}.</span>{' '}
          {visible(request.error) || 'The provider gave no reason.'}
        </p>
      )}
      <div className="grid gap-x-10 gap-y-6 @min-[840px]:grid-cols-[minmax(0,1fr)_300px]">
        <div className="min-w-0">
          <div className="mb-3 flex gap-1">
            <View chosen={!raw} onChoose={() => setRaw(false)}>
              Conversation
            </View>
            <View chosen={raw} onChoose={() => setRaw(true)} title="r">
              Raw
            </View>
          </div>
          {raw ? (
            <RawView call={request} bodies={bodies} />
          ) : conversation ? (
            <ConversationView conversation={conversation} bodies={bodies} failed={request.failed} />
          ) : bodies.missing !== '' ? (
            <Empty>There are no bodies: {bodies.missing}.</Empty>
          ) : (
            <>
              <p className="mb-4 text-13 text-quiet">
                Calls to {visible(request.path)} are not read as a conversation: this is what was sent.
              </p>
              <RawView call={request} bodies={bodies} />
            </>
          )}
        </div>
        <RequestFacts answer={answer} />
      </div>
    </article>
  );
}

function Head({ answer, compact }: { answer: RequestAnswer; compact: boolean }) {
  const { request } = answer;
  const Title = compact ? 'h2' : 'h1';
  return (
    <header className="mb-3 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <Title className="flex min-w-0 flex-wrap items-baseline gap-x-3 font-semibold text-16">
          <span className="min-w-0 [overflow-wrap:anywhere]">{visible(request.model || request.path)}</span>
          <span className="font-normal text-13">
            <Status status={request.status} failed={request.failed} finish={request.finish} />
          </span>
        </Title>
        <p className="flex flex-wrap gap-x-2 text-13 text-quiet [&>:not(:last-child)]:after:ml-2 [&>:not(:last-child)]:after:content-['·']">
          <Moment at={request.created_at} whole />
          <span>{duration(request.latency_ms)}</span>
          <span title={`${count(request.prompt_tokens)} → ${count(request.completion_tokens)} tokens`}>
            {request.prompt_tokens === null
              ? 'tokens unknown'
              : `${short(request.prompt_tokens)} → ${short(request.completion_tokens)} tokens`}
          </span>
          <span>
            {request.cost_usd === null ? 'cost unknown' : money(request.cost_usd)}
            {request.cost_source === 'estimated' && ', estimated'}
          </span>
        </p>
      </div>
      <div className="flex gap-1.5">
        {compact && (
          <Link
            to="/requests/$id"
            params={{ id: request.request_id }}
            search={keepRange}
            aria-label="Open as a page"
            title="Open as a page"
            className={buttonLook()}
          >
            <Maximize2 size={14} aria-hidden />
          </Link>
        )}
        <Actions answer={answer} />
      </div>
    </header>
  );
}

function View({
  chosen,
  onChoose,
  title,
  children,
}: {
  chosen: boolean;
  onChoose: () => void;
  title?: string;
  children: ReactNode;
}) {
  return (
    <Button
      look="bare"
      aria-pressed={chosen}
      className={chosen ? '!bg-accent-soft !text-accent' : ''}
      title={title && `Key: ${title}`}
      onClick={onChoose}
    >
      {children}
    </Button>
  );
}

/** Whether the bodies are shown as they are: it stands in the URL, and `r` changes it. */
function useRaw(): [raw: boolean, setRaw: (raw: boolean) => void] {
  const raw = useShow() === 'raw';
  const change = useChangeSearch();
  const setRaw = (next: boolean) => change({ show: next ? 'raw' : undefined }, { replace: true });
  useKeys({ r: () => setRaw(!raw) });
  return [raw, setRaw];
}
