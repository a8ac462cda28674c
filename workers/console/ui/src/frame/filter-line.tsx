import { Search, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useKeys } from '../components/keys.ts';
import { useChangeSearch, useRange } from '../search.ts';
import { Chips } from './filter/chips.tsx';
import { ChoiceList } from './filter/choice-list.tsx';
import type { Choice } from './filter/choices.ts';
import { lineOf, type Part, partsOf, problemOf } from './filter/parts.ts';
import { rememberFilter } from './filter/recent-filters.ts';
import { useChoices } from './filter/use-choices.ts';

/** How long nobody types before a line is told what is wrong with it. ms */
const restBeforeWords = 900;

/** The filter as one typed line, and as chips. The line counts at Enter and when it is left, once it reads. `/` leads here. */
export function FilterLine() {
  const { filter } = useRange();
  const change = useChangeSearch();
  const [line, setLine] = useState(filter);
  const [wrong, setWrong] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const { choices, typed, active, setActive, lookAt } = useChoices(line);
  useFollow(filter, line, setLine, setWrong);
  useEffect(() => () => clearTimeout(timer.current), []);
  useKeys({
    '/': (event) => {
      event.preventDefault();
      input.current?.focus();
    },
  });
  const type = (text: string, caret = text.length) => {
    setLine(text);
    lookAt(caret);
    setWrong(undefined);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setWrong(problemOf(text)), restBeforeWords);
  };
  const apply = (text: string) => {
    clearTimeout(timer.current);
    lookAt(undefined);
    const problem = problemOf(text);
    setWrong(problem);
    if (problem !== undefined || text.trim() === filter) return;
    rememberFilter(text.trim());
    change({ filter: text.trim() || undefined });
  };
  const choose = ({ text, ends }: Choice) => {
    if (!typed) return;
    const rest = line.slice(typed.to);
    const before = line.slice(0, typed.from) + text + (ends && rest === '' ? ' ' : '');
    type(before + rest, before.length);
    requestAnimationFrame(() => input.current?.setSelectionRange(before.length, before.length));
  };
  const show = (parts: readonly Part[]) => {
    setLine(lineOf(parts));
    apply(lineOf(parts));
  };
  const edit = (part: Part, parts: readonly Part[]) => {
    setLine(lineOf(parts));
    const from = lineOf(parts.slice(0, parts.indexOf(part) + 1)).length - part.line.length;
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(from, from + part.line.length);
    });
  };
  const parts = partsOf(filter);
  // What can be typed next says more than that it is missing.
  const problem = choices.length > 0 ? undefined : wrong;
  return (
    <search className="min-w-56 flex-1 basis-80 max-sm:order-last">
      <form
        className="relative"
        onSubmit={(event) => {
          event.preventDefault();
          apply(line);
        }}
      >
        <Search size={14} className="pointer-events-none absolute top-2.5 left-2.5 text-quiet" aria-hidden />
        <input
          ref={input}
          role="combobox"
          aria-label="Filter"
          aria-expanded={choices.length > 0}
          aria-controls={`${id}list`}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${id}list-${active}` : undefined}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}wrong`}
          spellCheck={false}
          autoComplete="off"
          className="h-8 w-full rounded border border-line bg-raised pr-8 pl-8 font-mono text-12 placeholder:font-sans placeholder:text-13 placeholder:text-quiet aria-invalid:border-bad"
          placeholder="Filter: model:gpt-4o cost:>0.05 “refund”"
          value={line}
          onChange={({ target }) => type(target.value, target.selectionStart ?? undefined)}
          onClick={({ currentTarget }) => lookAt(currentTarget.selectionStart ?? undefined)}
          onBlur={() => apply(line)}
          onKeyDown={(event) => {
            const open = choices.length > 0;
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              if (!open) return lookAt(event.currentTarget.selectionStart ?? undefined);
              const step = event.key === 'ArrowDown' ? 1 : -1;
              // One more than there are: none is chosen between the last and the first.
              setActive(((active + 1 + step + choices.length + 1) % (choices.length + 1)) - 1);
            } else if ((event.key === 'Tab' && !event.shiftKey) || event.key === 'Enter') {
              // Tab takes the first while something is typed; else it leaves.
              const chosen = choices[event.key === 'Tab' && typed?.text ? Math.max(active, 0) : active];
              if (!chosen) return;
              event.preventDefault();
              choose(chosen);
            } else if (event.key === 'Escape') {
              event.preventDefault();
              if (open) lookAt(undefined);
              else input.current?.blur();
            }
          }}
        />
        {line !== '' && (
          <button
            type="button"
            aria-label="Clear the filter"
            className="absolute top-0 right-0 flex size-8 items-center justify-center text-quiet hover:text-ink"
            onClick={() => show([])}
          >
            <X size={14} aria-hidden />
          </button>
        )}
        {choices.length > 0 && <ChoiceList id={`${id}list`} choices={choices} active={active} onChoose={choose} />}
      </form>
      {problem !== undefined && (
        <p id={`${id}wrong`} role="alert" className="mt-1 max-h-24 overflow-auto text-12 text-bad">
          {problem}
        </p>
      )}
      <Chips parts={parts} onChange={show} onEdit={(part) => edit(part, parts)} />
    </search>
  );
}

/** The line follows a filter that changes elsewhere, but for what is typed and does not count yet. */
function useFollow(
  filter: string,
  line: string,
  setLine: (line: string) => void,
  setWrong: (wrong: undefined) => void,
): void {
  const followed = useRef(filter);
  useEffect(() => {
    if (filter === followed.current) return;
    if (line === followed.current || problemOf(line) === undefined) {
      setLine(filter);
      setWrong(undefined);
    }
    followed.current = filter;
  }, [filter, line, setLine, setWrong]);
}
