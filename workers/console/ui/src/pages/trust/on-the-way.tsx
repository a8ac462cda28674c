import type { HealthAnswer } from '@tallystick/client';
import { Section } from '../../components/section.tsx';
import { messageOf } from '../../components/states.tsx';
import { unknown } from '../../format/money.ts';
import { count } from '../../format/numbers.ts';
import { duration, inUtc, moment } from '../../format/times.ts';
import { useRange } from '../../search.ts';
import { useIngestLag } from './questions.ts';

/** Where messages are between the edge and their rows, and since when. */
export function OnTheWay({ health }: { health: HealthAnswer }) {
  const { zone } = useRange();
  const { queue, spilled, parked, dead_letters, last_row_at, oldest_unhandled_at, checked_at } = health;
  const waits =
    oldest_unhandled_at === null ? null : Math.max(0, Date.parse(checked_at) - Date.parse(oldest_unhandled_at));
  return (
    <Section title="Between the edge and ClickHouse">
      <dl className="text-13">
        <Line name="Queued" value={count(queue.backlog_count)} title={asked(queue.backlog_count)}>
          The consumer takes them within seconds.
        </Line>
        <Line name="Spilled" value={capped(spilled)} title={asked(spilled.count)}>
          The queue refused them; they are in R2 and are sent again within minutes.
        </Line>
        <Line name="Parked" value={capped({ ...parked, count: parked.messages })} title={asked(parked.messages)}>
          In R2 until ClickHouse and D1 answer, then replayed, the oldest first.
        </Line>
        <Line name="Dead letters" value={capped(dead_letters)} title={asked(dead_letters.count)}>
          They can never become a row as they are, and are kept with the reason.
        </Line>
        <Line
          name="Oldest that waits"
          value={waits === null ? 'none' : duration(waits)}
          title={oldest_unhandled_at ? inUtc(oldest_unhandled_at) : undefined}
        >
          How far rows are behind calls.
        </Line>
        <Line
          name="Latest stored call"
          value={last_row_at ? moment(last_row_at, zone) : unknown}
          title={last_row_at ? inUtc(last_row_at) : 'There is none yet, or ClickHouse does not answer'}
        >
          When it was made, in this deployment.
        </Line>
        <IngestLag />
      </dl>
      <p className="mt-2 text-12 text-quiet">
        Ingest lag is that of this organisation’s calls, all else of all organisations of this deployment.
      </p>
    </Section>
  );
}

function IngestLag() {
  const { data, error } = useIngestLag();
  const { p50 = null, p95 = null } = data ?? {};
  return (
    <Line
      name="Ingest lag"
      value={duration(p50)}
      title={error ? messageOf(error) : p50 === null ? 'No call of the last hour is stored yet' : undefined}
    >
      {`Half of the last hour’s calls were rows so soon after their end${p95 === null ? '' : `, 95 % within ${duration(p95)}`}.`}
    </Line>
  );
}

function capped({ count: found, capped }: { count: number | null; capped: boolean }): string {
  return capped ? `${count(found)}+` : count(found);
}

const asked = (value: number | null) => (value === null ? 'Not known: what counts it does not answer' : undefined);

function Line({
  name,
  value,
  title,
  children,
}: {
  name: string;
  value: string;
  title?: string | undefined;
  children: string;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 border-line border-b py-2 last:border-b-0 sm:grid-cols-[9rem_7.5rem_minmax(0,1fr)]">
      <dt>{name}</dt>
      <dd className="whitespace-nowrap text-right font-medium tabular-nums" title={title}>
        {value}
      </dd>
      <dd className="text-quiet max-sm:col-span-2">{children}</dd>
    </div>
  );
}
