import type { SessionAnswer } from '@tallystick/client';
import { dateAndTime } from '../../format/times.ts';
import { useRange } from '../../search.ts';

/** What the session was scored, its rating among it, and what the latest feedback said. */
export function Said({ answer: { scores, feedback } }: { answer: SessionAnswer }) {
  const { zone } = useRange();
  const named = Object.entries(scores).toSorted(([a], [b]) => a.localeCompare(b));
  if (named.length === 0 && !feedback?.comment) return null;
  return (
    <section
      aria-label="Scores and feedback"
      className="mb-4 flex flex-wrap items-baseline gap-x-6 gap-y-1 border-line border-t pt-3 text-13"
    >
      {named.length > 0 && (
        <dl className="flex flex-wrap gap-x-5 gap-y-1">
          {named.map(([name, value]) => (
            <div key={name} className="flex gap-1.5">
              <dt className="text-quiet [overflow-wrap:anywhere]">{name}</dt>
              <dd className="font-medium">{Number(value.toPrecision(6))}</dd>
            </div>
          ))}
        </dl>
      )}
      {feedback && feedback.comment !== '' && (
        <p className="[overflow-wrap:anywhere]">
          <span className="text-quiet">Feedback, {dateAndTime(feedback.created_at, zone)}:</span> {feedback.comment}
        </p>
      )}
    </section>
  );
}
