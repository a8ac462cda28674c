import { CalendarRange } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../components/button.tsx';
import { MenuItem, Popover } from '../components/popover.tsx';
import { dateAndTime } from '../format/times.ts';
import { useChangeSearch, useRange } from '../search.ts';
import { toLocal, toUtc } from './local-time.ts';

const presets = [
  ['15m', 'Last 15 minutes'],
  ['1h', 'Last hour'],
  ['6h', 'Last 6 hours'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['14d', 'Last 14 days'],
  ['30d', 'Last 30 days'],
  ['90d', 'Last 90 days'],
] as const;

const zones = Intl.supportedValuesOf('timeZone');

/** Which time the page is about, and in which zone it is told. */
export function RangePicker() {
  const { from, to, zone } = useRange();
  const change = useChangeSearch();
  const preset = to === undefined ? presets.find(([value]) => value === from)?.[1] : undefined;
  const shown = (text: string) => (/\dT\d/.test(text) ? dateAndTime(new Date(text).toISOString(), zone) : text);
  return (
    <Popover
      label={
        <>
          <CalendarRange size={14} aria-hidden />
          {preset ?? `${shown(from)} – ${to === undefined ? 'now' : shown(to)}`}
        </>
      }
      title="Which time is looked at"
      panel="w-72"
    >
      {(close) => (
        <>
          {presets.map(([value, words]) => (
            <MenuItem
              key={value}
              aria-current={to === undefined && from === value}
              onClick={() => {
                change({ from: value, to: undefined });
                close();
              }}
            >
              {words}
            </MenuItem>
          ))}
          <Custom
            key={`${from} ${to} ${zone}`}
            onChoose={(chosen) => {
              change(chosen);
              close();
            }}
          />
        </>
      )}
    </Popover>
  );
}

function Custom({ onChoose }: { onChoose: (chosen: { from?: string; to?: string; zone: string }) => void }) {
  const { from, to, zone } = useRange();
  const id = useId();
  const [chosen, setChosen] = useState({ from: toLocal(from, zone), to: to ? toLocal(to, zone) : '', zone });
  const wrong = chosen.from !== '' && chosen.to !== '' && chosen.from >= chosen.to;
  const field = 'h-8 w-full rounded border border-line bg-paper px-2 text-13';
  return (
    <form
      className="mt-1 space-y-2 border-line border-t p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong) return;
        onChoose({
          ...(chosen.from ? { from: toUtc(chosen.from, chosen.zone) } : {}),
          ...(chosen.to ? { to: toUtc(chosen.to, chosen.zone) } : {}),
          zone: chosen.zone,
        });
      }}
    >
      {(['from', 'to'] as const).map((end) => (
        <label key={end} htmlFor={`${id}${end}`} className="block text-12 text-quiet">
          {end === 'from' ? 'From' : 'To (empty: now)'}
          <input
            id={`${id}${end}`}
            type="datetime-local"
            className={`${field} mt-0.5 text-ink`}
            value={chosen[end]}
            onChange={(event) => setChosen({ ...chosen, [end]: event.target.value })}
          />
        </label>
      ))}
      <label htmlFor={`${id}zone`} className="block text-12 text-quiet">
        Time zone
        <select
          id={`${id}zone`}
          className={`${field} mt-0.5 text-ink`}
          value={chosen.zone}
          onChange={(event) => setChosen({ ...chosen, zone: event.target.value })}
        >
          {['UTC', ...zones.filter((name) => name !== 'UTC')].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {wrong && <p className="text-12 text-bad">From must be before to.</p>}
      <Button type="submit" look="strong" className="w-full" disabled={wrong}>
        Apply
      </Button>
    </form>
  );
}
