import { Command } from '../../components/command.tsx';
import { CopyCall } from '../../components/copy-call.tsx';
import { Section } from '../../components/section.tsx';
import { Answered } from '../../components/states.tsx';
import { count } from '../../format/numbers.ts';
import { moment } from '../../format/times.ts';
import { useRange } from '../../search.ts';
import { useGaps } from './questions.ts';

const gapsCall = `curl '${location.origin}/v1/gaps' -H "Authorization: Bearer $TALLY_READ_KEY"`;

/** Whether a message was lost on the way, of the whole deployment: an isolate, whose numbers they are, serves all organisations. */
export function Gaps() {
  const gaps = useGaps();
  const { zone } = useRange();
  return (
    <Section title="Gaps">
      <p className="max-w-[76ch] text-13">
        Each message of an edge isolate carries its isolate’s id and a number, so a message that was lost on the way
        leaves a gap.
      </p>
      <Answered question={gaps}>
        {({ messages, gone, verdict, checked_at }) => (
          <>
            <p className="max-w-[76ch] text-13">
              {gone > 0
                ? `${count(gone)} of this deployment’s messages of the last 24 hours are missing, beside ${count(messages)} that are stored.`
                : verdict === 'unsure'
                  ? 'None was found, but not all could be looked at.'
                  : `None among the ${count(messages)} messages that this deployment stored in the last 24 hours.`}{' '}
              <span className="text-quiet">Checked {moment(checked_at, zone)}.</span> <CopyCall curl={gapsCall} />
            </p>
            {(gone > 0 || verdict === 'unsure') && (
              <div className="max-w-[440px] text-13">
                <p>The operator sees which, on the machine that Tallystick is run from:</p>
                <Command>npx pnpm@12 tally verify --since 24h</Command>
              </div>
            )}
          </>
        )}
      </Answered>
    </Section>
  );
}
