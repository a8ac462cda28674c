import type { Message } from '@tallystick/providers/conversation';
import { useContext } from 'react';
import { visible } from '../../../components/text/visible.ts';
import { Conversing } from './context.ts';
import { PartView } from './part-view.tsx';

/** How much shows while it is folded. Characters. */
const most = { instructions: 500, said: 1_600, answer: 6_000 } as const;

/** Who said what. @param note on it, such as why it ended */
export function MessageView({
  message: { role, name, parts },
  answer = false,
  label = role,
  note,
}: {
  message: Message;
  answer?: boolean;
  label?: string;
  note?: string | undefined;
}) {
  const { paired } = useContext(Conversing);
  if (parts.length > 0 && parts.every((part) => paired.has(part))) return null;
  const kind = answer ? 'answer' : role === 'system' || role === 'developer' ? 'instructions' : 'said';
  return (
    <li
      className={`grid gap-x-4 gap-y-1 border-line border-t py-3 first:border-t-0 first:pt-1 @lg:grid-cols-[84px_minmax(0,1fr)] ${kind === 'instructions' ? 'text-13 text-quiet' : ''}`}
    >
      <div className="min-w-0 pt-0.5 text-12 text-quiet">
        <span className={`block font-medium first-letter:uppercase ${answer ? 'text-accent' : ''}`}>
          {visible(label)}
        </span>
        {name && <span className="block truncate">{visible(name)}</span>}
        {note && <span className="block">{visible(note)}</span>}
      </div>
      <div className="min-w-0 space-y-2">
        {parts.length === 0 && <span className="text-quiet">nothing</span>}
        {parts.map((part, i) => (
          <PartView key={i} part={part} most={most[kind]} />
        ))}
      </div>
    </li>
  );
}
