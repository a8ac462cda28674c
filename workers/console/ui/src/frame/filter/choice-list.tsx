import type { Choice } from './choices.ts';

/** What can be chosen while typing. The line keeps the focus: the one at `active` is said to be chosen. */
export function ChoiceList({
  id,
  choices,
  active,
  onChoose,
}: {
  id: string;
  choices: readonly Choice[];
  active: number;
  onChoose: (choice: Choice) => void;
}) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="absolute top-full left-0 z-30 mt-1 max-h-80 w-full max-w-md overflow-auto rounded-md border border-line bg-raised p-1 shadow-lg"
    >
      {choices.map((choice, index) => (
        <div
          key={choice.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          ref={(element) => {
            if (index === active) element?.scrollIntoView({ block: 'nearest' });
          }}
          className="flex cursor-pointer items-baseline gap-3 rounded px-2 py-1 text-13 hover:bg-hover aria-selected:bg-accent-soft"
          // The line would lose the focus, and with it what is typed would count.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
          onKeyDown={(event) => event.key === 'Enter' && onChoose(choice)}
        >
          <span className="min-w-0 flex-1 truncate font-mono text-12">{choice.name ?? choice.text}</span>
          <span className="whitespace-nowrap text-12 text-quiet">{choice.hint}</span>
        </div>
      ))}
    </div>
  );
}
