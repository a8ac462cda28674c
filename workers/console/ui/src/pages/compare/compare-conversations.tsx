import type { RequestAnswer } from '@tallystick/client';
import { useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/states.tsx';
import { count } from '../../format/numbers.ts';
import { CompareMessages } from './compare-messages.tsx';
import { type Pair, pairMessages } from './differences.ts';
import { everythingSaid } from './message-text.ts';

/** So many pairs show at once, and so many more at each wish. */
const most = 40;

/** Both conversations, message by message; what is the same on both sides is folded. */
export function CompareConversations({ a, b }: { a: RequestAnswer; b: RequestAnswer }) {
  const [shown, setShown] = useState(most);
  const { first, second, groups } = useMemo(() => {
    const [first, second] = [everythingSaid(a), everythingSaid(b)];
    const keys = [first, second].map((side) => side.map(({ role, text }) => `${role}\n${text}`));
    return { first, second, groups: groupsOf(pairMessages(keys[0] ?? [], keys[1] ?? [])) };
  }, [a, b]);
  const unread = [a, b].filter(({ conversation }) => !conversation);
  return (
    <>
      {unread.length > 0 && (
        <Notice>
          {unread.length === 2 ? 'Neither call is' : 'One of the calls is not'} there to be read:{' '}
          {unread[0]?.bodies.missing || 'its format is not read as a conversation'}.
        </Notice>
      )}
      <ol>
        {groups.slice(0, shown).map((group) => (
          <li key={`${group[0]?.a} ${group[0]?.b}`} className="border-line border-t py-3 first:border-t-0 first:pt-0">
            <CompareMessages pairs={group} a={first} b={second} />
          </li>
        ))}
      </ol>
      {groups.length > shown && (
        <Button className="mt-2" onClick={() => setShown(shown + most)}>
          Show more ({count(groups.length - shown)} places)
        </Button>
      )}
    </>
  );
}

/** Equal pairs that follow each other are one group; each other pair is its own. */
function groupsOf(pairs: readonly Pair[]): Pair[][] {
  const groups: Pair[][] = [];
  for (const pair of pairs) {
    const last = groups.at(-1);
    if (pair.same && last?.[0]?.same) last.push(pair);
    else groups.push([pair]);
  }
  return groups;
}
