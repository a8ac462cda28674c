import { useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FoldedText } from '../../components/text/folded-text.tsx';
import { visible } from '../../components/text/visible.ts';
import { differences, type Pair, type Piece } from './differences.ts';
import type { Said } from './message-text.ts';

/** A place in both conversations: messages that are the same, folded to one line, or two that differ. */
export function CompareMessages({ pairs, a, b }: { pairs: readonly Pair[]; a: readonly Said[]; b: readonly Said[] }) {
  const [open, setOpen] = useState(false);
  const [pair] = pairs;
  if (!pair?.same) return <Different a={a[pair?.a ?? -1]} b={b[pair?.b ?? -1]} />;
  return (
    <>
      <Button look="bare" className="!h-6 -ml-2.5" aria-expanded={open} onClick={() => setOpen(!open)}>
        {pairs.length === 1 ? `The same ${a[pair.a ?? -1]?.role} message` : `${pairs.length} messages are the same`}
        {open ? ': fold' : ''}
      </Button>
      {open &&
        pairs.slice(0, 100).map(({ a: place = -1 }) => (
          <div key={place} className="mt-2 text-13">
            <div className="text-12 text-quiet first-letter:uppercase">{visible(a[place]?.role ?? '')}</div>
            <FoldedText text={a[place]?.text ?? ''} most={800} />
          </div>
        ))}
    </>
  );
}

function Different({ a, b }: { a: Said | undefined; b: Said | undefined }) {
  const pieces = useMemo(() => (a && b ? differences(a.text, b.text) : undefined), [a, b]);
  return (
    <div className="grid gap-y-2 sm:grid-cols-[140px_minmax(0,1fr)_minmax(0,1fr)]">
      <div className="text-12 text-quiet first-letter:uppercase">
        {visible([...new Set([a, b].flatMap((said) => said?.role ?? []))].join(' / '))}
      </div>
      <Side said={a} side="a" pieces={pieces} />
      <Side said={b} side="b" pieces={pieces} />
    </div>
  );
}

/** How much of a text shows at first. Characters. */
const most = 6_000;

const looks = { a: 'bg-bad-soft text-ink decoration-bad', b: 'bg-good-soft text-ink decoration-good' } as const;

function Side({
  said,
  side,
  pieces,
}: {
  said: Said | undefined;
  side: 'a' | 'b';
  pieces: readonly Piece[] | undefined;
}) {
  const [whole, setWhole] = useState(false);
  if (!said) return <div className="px-2 text-13 text-quiet max-sm:hidden">No message here.</div>;
  const own = (pieces ?? [{ text: said.text, in: side }]).filter((piece) => piece.in === 'both' || piece.in === side);
  const Mark = side === 'a' ? 'del' : 'ins';
  return (
    <div className="min-w-0 px-2 max-sm:px-0">
      <div dir="auto" className="whitespace-pre-wrap text-13 [overflow-wrap:anywhere]">
        {(whole ? own : cutTo(own, most)).map((piece, i) =>
          piece.in === 'both' ? (
            <span key={i}>{visible(piece.text)}</span>
          ) : (
            <Mark key={i} className={`rounded-sm no-underline ${looks[side]}`}>
              {visible(piece.text)}
            </Mark>
          ),
        )}
      </div>
      {said.text.length > most && (
        <Button look="bare" className="!text-accent -ml-2.5" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : 'Show all'}
        </Button>
      )}
    </div>
  );
}

function cutTo(pieces: readonly Piece[], length: number): Piece[] {
  let left = length;
  return pieces.flatMap((piece) => {
    const text = piece.text.slice(0, Math.max(0, left));
    left -= piece.text.length;
    return text === '' ? [] : [{ ...piece, text }];
  });
}
