import type { Citation } from '@tallystick/providers/conversation';
import { Reference } from '../../../components/text/reference.tsx';
import { visible } from '../../../components/text/visible.ts';

/** What a text relies on. */
export function Citations({ citations }: { citations: readonly Citation[] }) {
  return (
    <details className="mt-1 text-12 text-quiet">
      <summary>{citations.length === 1 ? '1 source' : `${citations.length} sources`}</summary>
      <ol className="list-decimal space-y-1 pl-5">
        {citations.map(({ uri, file_id, title, cited_text, type }, i) => (
          <li key={i} className="[overflow-wrap:anywhere]">
            {uri === undefined ? (
              visible(title || file_id || type)
            ) : (
              <Reference target={uri}>{visible(title || uri)}</Reference>
            )}
            {cited_text !== undefined && <q className="block">{visible(cited_text.slice(0, 500))}</q>}
          </li>
        ))}
      </ol>
    </details>
  );
}
