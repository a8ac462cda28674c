import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../api.ts';
import { messageOf } from '../../components/states.tsx';
import { count } from '../../format/numbers.ts';
import { healthOptions } from '../../frame/trust-dot.tsx';
import { deadLettersKey } from './questions.ts';

/** With bodies of ten megabytes each, a request is still done in time. */
const atOnce = 20;

const acts = {
  replay: { ask: api.replayDeadLetters, did: 'sent to the queue again: what works is stored within seconds' },
  drop: { ask: api.dropDeadLetters, did: 'dropped' },
} as const;

/** Replays or drops dead letters, some at a time, until it is done, stopped, or something does not do its part. */
export function useHandling(onEnd: () => void) {
  const queries = useQueryClient();
  const [state, setState] = useState({ running: false, done: 0, of: 0, said: '' });
  const stopped = useRef(new AbortController());

  async function start(act: keyof typeof acts, keys: readonly string[]) {
    const { ask, did } = acts[act];
    stopped.current = new AbortController();
    const { signal } = stopped.current;
    let [done, said] = [0, ''];
    setState({ running: true, done, of: keys.length, said });
    for (let first = 0; first < keys.length && said === '' && !signal.aborted; first += atOnce) {
      try {
        const { outcomes } = await ask(keys.slice(first, first + atOnce));
        done += outcomes.filter(({ outcome }) => outcome === 'done').length;
        const failed = outcomes.find(({ outcome }) => outcome === 'failed' || outcome === 'refused');
        if (failed) said = `${failed.reason}.`;
      } catch (error) {
        said = messageOf(error);
      }
      setState({ running: true, done, of: keys.length, said: '' });
    }
    await Promise.all([
      queries.invalidateQueries({ queryKey: deadLettersKey }),
      queries.invalidateQueries({ queryKey: healthOptions.queryKey }),
    ]);
    setState({
      running: false,
      done,
      of: keys.length,
      said: `${count(done)} of ${count(keys.length)} ${did}. ${said}`,
    });
    onEnd();
  }

  return { ...state, start, stop: () => stopped.current.abort() };
}
