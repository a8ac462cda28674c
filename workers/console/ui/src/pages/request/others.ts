import type { RequestAnswer, RequestsQuestion } from '@tallystick/client';
import { api } from '../../api.ts';

/** A call that another may be compared with. */
export interface Other {
  words: string;
  /** Its id, undefined when there is none. */
  find: () => Promise<string | undefined>;
  /** Said when there is none. */
  none: string;
}

/** What a call is worth comparing with: its other attempts, and what came before it. Each is looked for when it is chosen. */
export function othersOf({ request, attempts }: RequestAnswer): Other[] {
  const { prompt_id, session_id, request_id, created_at } = request;
  const before = async (filter: NonNullable<RequestsQuestion['filter']>) => {
    const calls = api.eachRequest({ to: created_at, filter, columns: ['request_id'], limit: 1 });
    for await (const call of calls) return call.request_id;
    return undefined;
  };
  const others: Other[] = attempts
    .filter((attempt) => attempt.request_id !== request_id)
    .map(({ attempt, request_id: id }) => ({
      words: `Attempt ${attempt} of this call`,
      find: async () => id,
      none: '',
    }));
  if (prompt_id !== '') {
    others.push({
      words: 'The call before with this prompt',
      find: () => before({ field: 'prompt_id', op: '=', value: prompt_id }),
      none: 'There is none before with this prompt.',
    });
  }
  if (session_id !== '') {
    others.push({
      words: 'The call before in this session',
      find: () => before({ field: 'session_id', op: '=', value: session_id }),
      none: 'This is the first call of its session.',
    });
  }
  others.push({
    words: 'The call before to this model',
    find: () => before({ field: 'model', op: '=', value: request.model }),
    none: 'There is none before to this model.',
  });
  others.push({
    words: 'The call before',
    find: () => before({ and: [] }),
    none: 'There is none before.',
  });
  return others;
}
