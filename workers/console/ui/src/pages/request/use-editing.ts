import type { EditsTaken, RequestAnswer } from '@tallystick/client';
import { feedbackName } from '@tallystick/log/edit-values';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { type Entry, entryOf, withEntry, withoutEdit } from './entry.ts';
import { requestKey } from './use-request.ts';

/** What is said of a call: how it is sent, and what the call has at once. */
interface Edit extends Entry {
  send: () => Promise<EditsTaken>;
}

export const editsKey = (id: string) => ['edits', id];

/** Says something of a call. It shows at once, and goes again where it was not taken. */
export function useEditing(id: string) {
  const client = useQueryClient();
  const [error, setError] = useState<Error>();
  const key = requestKey(id);
  const change = (changed: (call: RequestAnswer['request']) => RequestAnswer['request']) =>
    client.setQueryData<RequestAnswer>(key, (answer) => answer && { ...answer, request: changed(answer.request) });
  const { mutate } = useMutation({
    mutationFn: ({ send }: Edit) => send(),
    onMutate: async (edit) => {
      setError(undefined);
      await client.cancelQueries({ queryKey: key });
      const answer = client.getQueryData<RequestAnswer>(key);
      change((call) => withEntry(call, edit));
      return answer && entryOf(answer.request, edit);
    },
    // A mutation's own error would be that of the latest alone.
    onError: (refusal, edit, before) => {
      setError(refusal);
      if (before) change((call) => withoutEdit(call, edit, before));
    },
    onSettled: () => client.invalidateQueries({ queryKey: editsKey(id) }),
  });
  return {
    error,
    /** @param value null takes the score away */
    score: (name: string, value: number | null) =>
      mutate({ send: () => api.scoreRequest(id, { [name]: value }), field: 'scores', name, value }),
    feedback: (rating: boolean, comment: string) =>
      mutate({
        send: () => api.giveFeedbackOnRequest(id, { rating, ...(comment === '' ? {} : { comment }) }),
        field: 'scores',
        name: feedbackName,
        value: Number(rating),
      }),
    /** @param value null takes the property away */
    property: (name: string, value: string | null) =>
      mutate({ send: () => api.changeProperties(id, { [name]: value }), field: 'properties', name, value }),
  };
}
