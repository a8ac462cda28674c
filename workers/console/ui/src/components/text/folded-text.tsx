import { useState } from 'react';
import { compact } from '../../format/numbers.ts';
import { Button } from '../button.tsx';
import { Code } from './code.tsx';
import { layoutJson } from './json-layout.ts';
import { beginningOf } from './long-text.tsx';
import { Markdown } from './markdown.tsx';

/** What is longer is not looked at for JSON. Characters. */
const mostLaidOut = 1_000_000;

/**
 * A text of a call: markdown, or JSON where it is that, folded when it is long.
 *
 * @param most how much of it shows while it is folded. Characters
 */
export function FoldedText({ text, most, code }: { text: string; most: number; code?: boolean }) {
  const [open, setOpen] = useState(false);
  const json = text.length <= mostLaidOut ? layoutJson(text) : undefined;
  const shown = json ?? text;
  // A few words more are no reason to fold.
  const folds = shown.length > most * 1.25;
  const part = folds && !open ? beginningOf(shown, most) : shown;
  return (
    <>
      {json !== undefined || code ? (
        <Code text={part} language={json === undefined ? '' : 'json'} bare />
      ) : (
        <Markdown text={part} />
      )}
      {folds && (
        <Button
          look="bare"
          className="!h-7 -ml-2.5 mt-1 !text-accent"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : `Show all (${compact(shown.length)} characters)`}
        </Button>
      )}
    </>
  );
}
