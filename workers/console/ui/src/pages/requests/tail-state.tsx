import { Button } from '../../components/button.tsx';
import { count } from '../../format/numbers.ts';
import { useChangeSearch } from '../../search.ts';
import type { Tail } from './use-tail.ts';

/** How far the list follows what lands. @param possible whether it can, sorted and limited as it is */
export function TailState({ tail, possible }: { tail: Tail; possible: boolean }) {
  const change = useChangeSearch();
  if (!possible) {
    return (
      <>
        The newest can be followed up to now, the latest first.
        <Button
          look="bare"
          className="!h-6 !px-1.5 !text-accent"
          onClick={() => change({ sort: undefined, to: undefined }, { replace: true })}
        >
          Show it so
        </Button>
      </>
    );
  }
  if (tail.refused !== undefined) return <span className="text-bad">{tail.refused}</span>;
  if (tail.state === 'away') return <span className="text-warn">The stream is away. It goes on when it is back.</span>;
  if (tail.state === 'opening') return 'Opening the stream …';
  return tail.skipped > 0 ? `${count(tail.skipped)} more landed than can be shown.` : 'Following what lands.';
}
