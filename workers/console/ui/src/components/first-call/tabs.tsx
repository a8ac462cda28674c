import { useId, useState } from 'react';
import { CopyButton } from '../copy-button.tsx';
import type { Snippet } from './snippets.ts';

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** One snippet at a time; arrow keys go from tab to tab. */
export function SnippetTabs({ snippets }: { snippets: readonly Snippet[] }) {
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const snippet = snippets[chosen];
  if (!snippet) return null;
  return (
    <div className="min-w-0 rounded border border-line bg-raised">
      <div
        role="tablist"
        aria-label="Language and SDK"
        className="flex overflow-x-auto border-line border-b px-1 sm:flex-wrap"
      >
        {snippets.map(({ id: name, name: title }, i) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={i === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={i === chosen ? 0 : -1}
            className="-mb-px h-10 shrink-0 border-transparent border-b-2 px-2.5 text-13 text-quiet outline-offset-[-3px] hover:text-ink aria-selected:border-accent aria-selected:text-ink"
            onClick={() => setChosen(i)}
            onKeyDown={({ key, currentTarget }) => {
              const next = (chosen + (steps[key] ?? 0) + snippets.length) % snippets.length;
              if (next === chosen) return;
              setChosen(next);
              (currentTarget.parentElement?.children[next] as HTMLElement | undefined)?.focus();
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${snippet.id}`}>
        <div className="flex items-center justify-between gap-3 pt-2 pr-2 pl-4">
          <p className="truncate font-mono text-12 text-quiet">
            {snippet.install ? `$ ${snippet.install}` : 'In a shell'}
          </p>
          <CopyButton text={snippet.code}>Copy</CopyButton>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
        <pre tabIndex={0} className="overflow-x-auto px-4 pt-2 pb-4 font-mono text-12 leading-5">
          <code>{snippet.code}</code>
        </pre>
      </div>
    </div>
  );
}
