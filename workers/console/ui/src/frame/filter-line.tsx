import { FilterError, parseLine } from '@tallystick/filter';
import { Search, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useChangeSearch, useRange } from '../search.ts';

/** The filter as one typed line. It counts once it reads; until then it says what is wrong with it. `/` leads here. */
export function FilterLine() {
  const { filter } = useRange();
  const change = useChangeSearch();
  const [line, setLine] = useState(filter);
  const [wrong, setWrong] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    setLine(filter);
    setWrong(undefined);
  }, [filter]);
  const apply = (text: string) => {
    const problem = problemOf(text);
    setWrong(problem);
    if (problem === undefined) change({ filter: text.trim() || undefined });
  };
  return (
    <search className="relative min-w-56 flex-1 basis-80 max-sm:order-last">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply(line);
        }}
      >
        <Search size={14} className="pointer-events-none absolute top-2.5 left-2.5 text-quiet" aria-hidden />
        <input
          ref={input}
          data-filter-line
          aria-label="Filter"
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : id}
          spellCheck={false}
          autoComplete="off"
          className="h-8 w-full rounded border border-line bg-raised pr-8 pl-8 font-mono text-12 placeholder:font-sans placeholder:text-13 placeholder:text-quiet aria-invalid:border-bad"
          placeholder="Filter: model:gpt-4o cost:>0.05 “refund”"
          value={line}
          onChange={(event) => setLine(event.target.value)}
          onBlur={() => line.trim() !== filter && apply(line)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            setLine(filter);
            setWrong(undefined);
            input.current?.blur();
          }}
        />
        {line !== '' && (
          <button
            type="button"
            aria-label="Clear the filter"
            className="absolute top-0 right-0 flex size-8 items-center justify-center text-quiet hover:text-ink"
            onClick={() => {
              setLine('');
              apply('');
            }}
          >
            <X size={14} aria-hidden />
          </button>
        )}
      </form>
      {wrong !== undefined && (
        <p id={id} role="alert" className="mt-1 text-12 text-bad">
          {wrong}
        </p>
      )}
    </search>
  );
}

function problemOf(line: string): string | undefined {
  try {
    parseLine(line);
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return error.message;
    throw error;
  }
}
