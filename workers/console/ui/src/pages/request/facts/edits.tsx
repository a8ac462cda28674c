import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api.ts';
import { Moment } from '../../../components/moment.tsx';
import { Answered } from '../../../components/states.tsx';
import { visible } from '../../../components/text/visible.ts';
import { editsKey } from '../use-editing.ts';

const most = 50;

/** What was said of a call, by whom and when; nothing where nothing was. */
export function EditsList({ id }: { id: string }) {
  const question = useQuery({
    queryKey: editsKey(id),
    queryFn: ({ signal }) => api.listEdits(id, { limit: most, signal }),
  });
  return (
    <Answered question={question} skeleton={null}>
      {({ edits, cursor }) => (
        <ol className="mt-2 space-y-1 text-12 text-quiet">
          {edits.map(({ id: edit, created_at, key_id, kind, name, value, comment }) => (
            <li key={edit} className="[overflow-wrap:anywhere]">
              <Moment at={created_at} />{' '}
              <span className="text-ink">
                {kind === 'feedback'
                  ? `rated ${value}`
                  : value === null
                    ? `${visible(name)} taken away`
                    : `${visible(name)} = ${visible(String(value))}`}
              </span>
              {comment && <q className="block text-13 text-ink">{visible(comment)}</q>}
              {key_id && <span className="block">by key {key_id}</span>}
            </li>
          ))}
          {cursor !== undefined && <li>There are more: GET /v1/requests/{id}/edits lists them.</li>}
        </ol>
      )}
    </Answered>
  );
}
