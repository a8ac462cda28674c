import type { ExportQuestion } from '@tallystick/client';
import { useId, useState } from 'react';
import { api, useQuestion } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { canStreamToDisk, mostInMemory } from '../../components/save-stream.ts';
import { type Saving, useSaving } from '../../components/use-saving.ts';
import { bytes, count } from '../../format/numbers.ts';
import { useRange } from '../../search.ts';
import { useSession } from '../../session.ts';

const formats = { ndjson: 'NDJSON', csv: 'CSV', parquet: 'Parquet' } as const;
type Format = keyof typeof formats;

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
  const { saving, save, cancel } = useSaving();
  const rows = useQuestion(['export', 'rows'], (range, options) =>
    api.queryMetrics({ ...range, measures: ['attempts'] }, options),
  ).data?.rows[0]?.values.attempts;
  const write = () => {
    const question = {
      ...{ from, time_zone: zone, format, bodies },
      ...(to ? { to } : {}),
      ...(filter ? { filter } : {}),
      ...(all ? {} : { columns }),
    };
    void save(`requests.${format}`, (signal) => api.export(question, { signal }));
  };
  const writing = saving.at === 'writing';
  return (
    <Dialog title="Export requests" onClose={onClose}>
      <form
        className="space-y-4 text-13"
        onSubmit={(event) => {
          event.preventDefault();
          write();
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
          <span role="status" className={saving.at === 'failed' ? 'text-bad' : 'text-quiet'}>
            {wordsOf(saving)}
          </span>
          {/* With keys: one that became the other while it is clicked would begin anew what it ends. */}
          {writing ? (
            <Button key="cancel" onClick={cancel}>
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

function wordsOf(saving: Saving): string {
  switch (saving.at) {
    case 'ready':
      return '';
    case 'writing':
      return `${bytes(saving.bytes)} written …`;
    case 'done':
      return `Done: ${bytes(saving.bytes)}.`;
    case 'failed':
      return `${saving.why} The file is not whole.`;
  }
}
