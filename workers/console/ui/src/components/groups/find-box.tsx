import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';

/** How long after the last key the question is asked. ms */
const pause = 250;

/** Text that the names of a list are searched for. */
export function FindBox({ label, text, onFind }: { label: string; text: string; onFind: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onFind(typed), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <span className="relative block w-60 max-sm:w-full">
      <Search size={14} className="pointer-events-none absolute top-2.5 left-2.5 text-quiet" aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        className="h-8 w-full rounded border border-line bg-raised pr-2 pl-8 text-13 placeholder:text-quiet"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </span>
  );
}
