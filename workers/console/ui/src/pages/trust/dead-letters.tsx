import type { DeadLetterAnswer } from '@tallystick/client';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Empty, ErrorState, Skeleton } from '../../components/states.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { unknown } from '../../format/money.ts';
import { count } from '../../format/numbers.ts';
import { useIsOwner } from '../../session.ts';
import { useDeadLetters } from './questions.ts';
import { reasons } from './reasons.ts';
import { useHandling } from './use-handling.ts';

/** Messages that can never become a row as they are: why, and what to do with them. */
export function DeadLetters() {
  const isOwner = useIsOwner();
  return (
    <Section title="Dead letters">
      {isOwner ? (
        <OwnDeadLetters />
      ) : (
        <p className="text-13 text-quiet">
          Owners of the organisation see its dead letters here, and replay or drop them.
        </p>
      )}
    </Section>
  );
}

function OwnDeadLetters() {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDeadLetters();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const handling = useHandling(() => setChosen(new Set()));
  const columns = columnsOf(chosen, setChosen);
  if (error && !data) return <ErrorState error={error} again={() => void refetch()} />;
  if (isPending) return <Skeleton rows={3} />;
  const letters = data.pages.flatMap((page) => page.dead_letters);
  // One that was handled elsewhere is chosen no longer.
  const keys = letters.map(({ key }) => key).filter((key) => chosen.size === 0 || chosen.has(key));
  return (
    <>
      {handling.said !== '' && (
        <p role="status" className="mb-2 text-13">
          {handling.said}
        </p>
      )}
      {letters.length === 0 && !hasNextPage ? (
        <Empty>There are none: every message that came could be stored, or waits to be.</Empty>
      ) : (
        <>
          <div className="mb-1 flex flex-wrap items-center gap-2">
            <Button disabled={handling.running || keys.length === 0} onClick={() => handling.start('replay', keys)}>
              Replay {whichOf(keys, letters, hasNextPage)}
            </Button>
            <ConfirmButton
              sure={`Drop ${count(keys.length)} for good?`}
              disabled={handling.running || keys.length === 0}
              onConfirm={() => handling.start('drop', keys)}
            >
              Drop {whichOf(keys, letters, hasNextPage)}
            </ConfirmButton>
            {handling.running && (
              <>
                <progress
                  className="w-32 accent-accent"
                  max={handling.of}
                  value={handling.done}
                  aria-label="Progress"
                />
                <span className="text-13 text-quiet">
                  {count(handling.done)} of {count(handling.of)}
                </span>
                <Button look="bare" onClick={handling.stop}>
                  Stop
                </Button>
              </>
            )}
          </div>
          <Table caption="Dead letters" rows={letters} rowKey={({ key }) => key} columns={columns} />
          {hasNextPage && (
            <Button className="mt-2" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {isFetchingNextPage ? 'Looking for more …' : 'More'}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function whichOf(keys: readonly string[], letters: readonly DeadLetterAnswer[], more: boolean): string {
  if (keys.length < letters.length) return count(keys.length);
  return more ? `these ${count(keys.length)}` : keys.length === 1 ? 'it' : `all ${count(keys.length)}`;
}

function columnsOf(
  chosen: ReadonlySet<string>,
  setChosen: (chosen: ReadonlySet<string>) => void,
): Column<DeadLetterAnswer>[] {
  return [
    {
      key: 'chosen',
      title: <span className="sr-only">Chosen</span>,
      className: 'w-8',
      cell: ({ key, request_id }) => (
        <input
          type="checkbox"
          aria-label={`Choose ${request_id ?? key}`}
          className="size-4 accent-accent align-middle"
          checked={chosen.has(key)}
          onChange={({ target }) => {
            const others = [...chosen].filter((one) => one !== key);
            setChosen(new Set(target.checked ? [...others, key] : others));
          }}
        />
      ),
    },
    {
      key: 'why',
      title: 'Why',
      className: 'py-2',
      cell: ({ code, reason }) => (
        <>
          <span className="block">{reasons[code as keyof typeof reasons] ?? code}</span>
          <span className="block break-words text-12 text-quiet">
            {code}: {reason}
          </span>
        </>
      ),
    },
    {
      key: 'call',
      title: 'Call',
      wide: true,
      className: 'font-mono text-12 whitespace-nowrap',
      cell: ({ request_id }) =>
        request_id === null ? (
          <span title="The message could not be read">{unknown}</span>
        ) : (
          <span title={request_id}>{request_id.slice(0, 8)}…</span>
        ),
    },
    {
      key: 'attempts',
      title: 'Deliveries',
      numeric: true,
      wide: true,
      cell: ({ attempts }) => count(attempts),
    },
    {
      key: 'buried',
      title: 'Since',
      numeric: true,
      cell: ({ buried_at }) => <Moment at={buried_at} />,
    },
  ];
}
