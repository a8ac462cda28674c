import type { ExportQuestion } from '@tallystick/client';
import { useId, useRef, useState } from 'react';
import { api, useQuestion } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { messageOf } from '../../components/states.tsx';
import { bytes, count } from '../../format/numbers.ts';
import { useRange } from '../../search.ts';
import { useSession } from '../../session.ts';
import { canStreamToDisk, mostInMemory, saveStream } from './save-stream.ts';

const formats = { ndjson: 'NDJSON', csv: 'CSV', parquet: 'Parquet' } as const;
type Format = keyof typeof formats;

type State = { at: 'ready' } | { at: 'writing' | 'done'; bytes: number } | { at: 'failed'; why: string };

/** Writes the calls that the page looks at into a file. @param columns those that are shown */
export function ExportDialog({
  columns,
  onClose,
}: {
  columns: NonNullable<ExportQuestion['columns']>;
  onClose: () => void;
}) {
  const { from, to, zone, filter } = useRange();
  const { role } = useSession();
  const id = useId();
  const [format, setFormat] = useState<Format>('ndjson');
  const [all, setAll] = useState(true);
  const [bodies, setBodies] = useState(false);
  const [state, setState] = useState<State>({ at: 'ready' });
  const aborting = useRef<AbortController>(undefined);
  const rows = useQuestion(['export', 'rows'], (range, options) =>
    api.queryMetrics({ ...range, measures: ['attempts'] }, options),
  ).data?.rows[0]?.values.attempts;
  const write = async () => {
    aborting.current = new AbortController();
    const { signal } = aborting.current;
    const question = {
      ...{ from, time_zone: zone, format, bodies },
      ...(to ? { to } : {}),
      ...(filter ? { filter } : {}),
      ...(all ? {} : { columns }),
    };
    try {
      const total = await saveStream(
        `requests.${format}`,
        () => api.export(question, { signal }),
        (written) => setState({ at: 'writing', bytes: written }),
        signal,
      );
      setState(total === undefined ? { at: 'ready' } : { at: 'done', bytes: total });
    } catch (error) {
      setState(signal.aborted ? { at: 'ready' } : { at: 'failed', why: messageOf(error) });
    }
  };
  const close = () => {
    aborting.current?.abort();
    onClose();
  };
  const writing = state.at === 'writing';
  return (
    <Dialog title="Export requests" onClose={close}>
      <form
        className="space-y-4 text-13"
        onSubmit={(event) => {
          event.preventDefault();
          void write();
        }}
      >
        <p className="text-quiet">
          {rows === undefined ? 'All requests' : `${count(Number(rows))} ${Number(rows) === 1 ? 'row' : 'rows'}`} of the
          chosen time and filter, the earliest first. Each attempt is a row.
        </p>
        <fieldset disabled={writing} className="space-y-4">
          <div role="radiogroup" aria-labelledby={`${id}format`}>
            <p id={`${id}format`} className="mb-1 font-medium">
              Format
            </p>
            <div className="flex gap-4">
              {(Object.keys(formats) as Format[]).map((one) => (
                <label key={one} className="flex items-center gap-1.5">
                  <input
                    type="radio"
                    name={id}
                    className="accent-accent"
                    checked={format === one}
                    onChange={() => setFormat(one)}
                  />
                  {formats[one]}
                </label>
              ))}
            </div>
          </div>
          <div role="radiogroup" aria-labelledby={`${id}columns`}>
            <p id={`${id}columns`} className="mb-1 font-medium">
              Columns
            </p>
            <div className="flex gap-4">
              {[true, false].map((one) => (
                <label key={String(one)} className="flex items-center gap-1.5">
                  <input
                    type="radio"
                    name={`${id}all`}
                    className="accent-accent"
                    checked={all === one}
                    onChange={() => setAll(one)}
                  />
                  {one ? 'All' : 'Those shown'}
                </label>
              ))}
            </div>
          </div>
          {role !== 'viewer' && (
            <label className="flex items-center gap-1.5">
              <input
                type="checkbox"
                className="accent-accent"
                checked={bodies}
                onChange={({ target }) => setBodies(target.checked)}
              />
              With the bodies of requests and answers
            </label>
          )}
        </fieldset>
        {!canStreamToDisk && (
          <p className="text-12 text-quiet">
            This browser keeps the file in memory until it is whole: up to {bytes(mostInMemory)}. For more, use
            Chromium, or “Copy as API call” in a shell with /v1/export.
          </p>
        )}
        <div className="flex items-center justify-between gap-3 border-line border-t pt-3">
          <span role="status" className={state.at === 'failed' ? 'text-bad' : 'text-quiet'}>
            {wordsOf(state)}
          </span>
          {/* With keys: one that became the other while it is clicked would begin anew what it ends. */}
          {writing ? (
            <Button key="cancel" onClick={() => aborting.current?.abort()}>
              Cancel
            </Button>
          ) : (
            <Button key="export" type="submit" look="strong">
              Export
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function wordsOf(state: State): string {
  switch (state.at) {
    case 'ready':
      return '';
    case 'writing':
      return `${bytes(state.bytes)} written …`;
    case 'done':
      return `Done: ${bytes(state.bytes)}.`;
    case 'failed':
      return `${state.why} The file is not whole.`;
  }
}
