import type { EditsTaken, RequestAnswer } from '@tallystick/client';
import { feedbackName } from '@tallystick/log/edit-values';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { requestKey } from './use-request.ts';

type Call = RequestAnswer['request'];

/** What is said of a call: how it is sent, and what the call has at once. */
interface Edit {
  send: () => Promise<EditsTaken>;
  changed: Partial<Pick<Call, 'scores' | 'properties'>>;
}

export const editsKey = (id: string) => ['edits', id];

/** Says something of a call. It shows at once, and goes again where it was not taken. */
export function useEditing({ request_id: id, scores, properties }: Call) {
  const client = useQueryClient();
  const key = requestKey(id);
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: ({ send }: Edit) => send(),
    onMutate: async ({ changed }: Edit) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<RequestAnswer>(key);
      if (before) client.setQueryData(key, { ...before, request: { ...before.request, ...changed } });
      return before;
    },
    onError: (_error, _edit, before) => client.setQueryData(key, before),
    onSettled: () => client.invalidateQueries({ queryKey: editsKey(id) }),
  });
  return {
    error,
    isPending,
    reset,
    /** @param value null takes the score away */
    score: (name: string, value: number | null) =>
      mutate({
        send: () => api.scoreRequest(id, { [name]: value }),
        changed: { scores: withEntry(scores, name, value) },
      }),
    feedback: (rating: boolean, comment: string) =>
      mutate({
        send: () => api.giveFeedbackOnRequest(id, { rating, ...(comment === '' ? {} : { comment }) }),
        changed: { scores: { ...scores, [feedbackName]: Number(rating) } },
      }),
    /** @param value null takes the property away */
    property: (name: string, value: string | null) =>
      mutate({
        send: () => api.changeProperties(id, { [name]: value }),
        changed: { properties: withEntry(properties, name, value) },
      }),
  };
}

function withEntry<Value>(record: Record<string, Value>, name: string, value: Value | null): Record<string, Value> {
  const others = Object.entries(record).filter(([other]) => other !== name);
  return Object.fromEntries(value === null ? others : [...others, [name, value]]);
}
