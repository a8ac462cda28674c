import type { LandedRequest } from '@tallystick/client';
import { useCallback, useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { messageOf } from '../../components/states.tsx';
import { useRange } from '../../search.ts';
import type { Call } from './columns.tsx';
import type { Asked } from './use-calls.ts';

/** How long calls are gathered that land one after another. ms */
const gathering = 400;
/** How many calls are asked for at once. */
const mostAtOnce = 500;

export interface Tail {
  /** The newest first. */
  landed: readonly Call[];
  state: 'off' | 'opening' | 'follows' | 'away';
  /** Why it cannot follow. */
  refused: string | undefined;
  /** So many landed that were too many to show. */
  skipped: number;
  clear: () => void;
}

/** Calls that land while `on`. The stream tells which; they are asked for as the list has them, with the words of their prompts. */
export function useTail(on: boolean, asked: Asked): Tail {
  const { filter } = useRange();
  const [landed, setLanded] = useState<readonly Call[]>([]);
  const [state, setState] = useState<Tail['state']>('off');
  const [skipped, setSkipped] = useState(0);
  const [refused, setRefused] = useState<string>();
  const wanted = JSON.stringify(asked);
  const clear = useCallback(() => {
    setLanded([]);
    setSkipped(0);
  }, []);
  useEffect(() => {
    clear();
    setRefused(undefined);
    setState(on ? 'opening' : 'off');
    if (!on) return;
    const aborting = new AbortController();
    const { signal } = aborting;
    const add = (calls: readonly Call[]) => !signal.aborted && setLanded((before) => [...calls, ...before]);
    follow(filter, JSON.parse(wanted), add, {
      signal,
      onSkipped: (calls) => setSkipped((before) => before + calls),
      onAvailable: (available) => setState(available ? 'follows' : 'away'),
    }).catch((error: unknown) => {
      if (signal.aborted) return;
      setState('away');
      setRefused(messageOf(error));
    });
    return () => aborting.abort();
  }, [on, filter, wanted, clear]);
  return { landed, state, refused, skipped, clear };
}

async function follow(
  filter: string,
  asked: Asked,
  add: (calls: readonly Call[]) => unknown,
  options: { signal: AbortSignal; onSkipped: (calls: number) => void; onAvailable: (available: boolean) => void },
): Promise<void> {
  let gathered: LandedRequest[] = [];
  const flush = async () => {
    const calls = gathered;
    gathered = [];
    try {
      add(await callsOf(calls, asked, options.signal));
    } catch {
      // Without the rest of their columns they are better than not at all.
      add(calls.toReversed());
    }
  };
  for await (const call of api.streamRequests({ ...(filter ? { filter } : {}), columns: ['failed'] }, options)) {
    gathered.push(call);
    if (gathered.length === 1) setTimeout(() => void flush(), gathering);
  }
}

async function callsOf(landed: readonly LandedRequest[], asked: Asked, signal: AbortSignal): Promise<Call[]> {
  const latest = landed.slice(-mostAtOnce);
  const [from = ''] = latest.map(({ created_at }) => created_at).sort();
  const filter = { field: 'request_id', op: 'in', value: latest.map(({ request_id }) => request_id) } as const;
  const { data } = await api.queryRequests({ ...asked, from, filter, limit: mostAtOnce }, { signal });
  return data;
}
