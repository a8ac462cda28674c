import { useState } from 'react';
import { type Choice, fieldChoices, valueChoices } from './choices.ts';
import { type Typed, typedAt } from './typed.ts';
import { useProperties, useValues } from './use-known.ts';

/** What can be chosen at the caret while the line is being typed in; -1 is active while none is. */
export function useChoices(line: string): {
  choices: readonly Choice[];
  typed: Typed | undefined;
  active: number;
  setActive: (active: number) => void;
  /** Where the caret came to stand; undefined closes the list. */
  lookAt: (caret: number | undefined) => void;
} {
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  const typed = caret === undefined ? undefined : typedAt(line, caret);
  const properties = useProperties(typed?.kind === 'field');
  const values = useValues(typed?.kind === 'value' ? typed.field : undefined);
  const choices =
    typed === undefined ? [] : typed.kind === 'field' ? fieldChoices(typed, properties) : valueChoices(typed, values);
  return {
    choices,
    typed,
    active: Math.min(active, choices.length - 1),
    setActive,
    lookAt: (at) => {
      setCaret(at);
      setActive(-1);
    },
  };
}
