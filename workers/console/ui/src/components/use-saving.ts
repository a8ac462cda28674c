import { useEffect, useRef, useState } from 'react';
import { saveStream } from './save-stream.ts';
import { messageOf } from './states.tsx';

export type Saving = { at: 'ready' } | { at: 'writing' | 'done'; bytes: number } | { at: 'failed'; why: string };

/** Saves files, one at a time, until `cancel` or until what shows it is gone. */
export function useSaving(): {
  saving: Saving;
  /** @param open begins it, once the reader has chosen where */
  save: (name: string, open: (signal: AbortSignal) => ReturnType<Parameters<typeof saveStream>[1]>) => Promise<void>;
  cancel: () => void;
} {
  const [saving, setSaving] = useState<Saving>({ at: 'ready' });
  const aborting = useRef<AbortController>(undefined);
  const cancel = () => aborting.current?.abort();
  useEffect(() => () => aborting.current?.abort(), []);
  return {
    saving,
    cancel,
    async save(name, open) {
      aborting.current = new AbortController();
      const { signal } = aborting.current;
      try {
        const bytes = await saveStream(
          name,
          () => open(signal),
          (written) => setSaving({ at: 'writing', bytes: written }),
          signal,
        );
        setSaving(bytes === undefined ? { at: 'ready' } : { at: 'done', bytes });
      } catch (error) {
        setSaving(signal.aborted ? { at: 'ready' } : { at: 'failed', why: messageOf(error) });
      }
    },
  };
}
