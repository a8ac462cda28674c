import { TallyError } from '@tallystick/client';
import { useState } from 'react';
import { useRange } from '../../search.ts';

/** Saves a report of spending as a file: the API's own CSV, in which no cell is taken for a formula. */
export function useDownload(
  name: string,
  question: { from: string; by: readonly string[] },
): { download: () => void; busy: boolean; error: unknown } {
  const { zone, filter } = useRange();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async () => {
    const response = await fetch('/v1/reports/spending', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...question, ...(filter ? { filter } : {}), time_zone: zone, format: 'csv' }),
    });
    if (!response.ok) throw new TallyError(response.status, 'refused', 'the report could not be made');
    const url = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
    URL.revokeObjectURL(url);
  };
  const download = () => {
    setBusy(true);
    setError(undefined);
    void save()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return { download, busy, error };
}
