import type { AuditPage } from '@tallystick/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Empty, ErrorState, Skeleton } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';

type Line = AuditPage['lines'][number];

const acts: Readonly<Record<Line['action'], string>> = {
  body_read: 'read the bodies of',
  export: 'exported',
  delete: 'deleted',
  key_created: 'made the key',
  key_revoked: 'revoked the key',
  member_added: 'added the member',
  member_removed: 'removed the member',
  price_set: 'set the price of',
  price_unset: 'removed the price of',
  reprice: 'priced calls again',
  sign_in: 'signed in',
};

/** Who read, took, deleted or changed what. */
export function Audit() {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      api.listAuditLines({ limit: 100, ...(pageParam === '' ? {} : { cursor: pageParam }), signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  const lines = data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <Section title="Who did what, the latest first">
      {error && <ErrorState error={error} again={() => void refetch()} />}
      {isPending && <Skeleton rows={8} />}
      {data && lines.length === 0 && <Empty>Nothing yet. What is done is written down here for 400 days.</Empty>}
      {lines.length > 0 && (
        <Table
          caption="Audit lines"
          rows={lines.map((line, place) => ({ ...line, place }))}
          rowKey={({ place }) => String(place)}
          columns={[
            {
              key: 'at',
              title: 'When',
              className: 'whitespace-nowrap align-top pt-2',
              cell: ({ at }) => <Moment at={at} />,
            },
            {
              key: 'actor',
              title: 'Who',
              className: 'break-words align-top pt-2',
              cell: ({ actor, key_id }) => <span title={key_id === null ? undefined : `Key ${key_id}`}>{actor}</span>,
            },
            {
              key: 'what',
              title: 'What',
              className: 'break-words align-top py-2',
              cell: (line) => (
                <>
                  {acts[line.action]} <Subject line={line} />
                </>
              ),
            },
          ]}
        />
      )}
      {hasNextPage && (
        <Button className="mt-2" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Loading …' : 'Older lines'}
        </Button>
      )}
    </Section>
  );
}

function Subject({ line: { action, subject, detail } }: { line: Line }) {
  if (action === 'sign_in') return <span className="text-quiet">as {detail}</span>;
  const isCall = action === 'body_read' && detail === '';
  return (
    <>
      {action === 'delete' && `a ${detail}: `}
      {isCall ? (
        <Link to="/requests/$id" params={{ id: subject }} className="font-mono text-12 text-accent hover:underline">
          {subject}
        </Link>
      ) : (
        <span className="break-all font-mono text-12">{subject}</span>
      )}
      {action !== 'delete' && detail !== '' && <span className="text-quiet"> {detail}</span>}
    </>
  );
}
