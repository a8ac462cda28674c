import type { Part } from './split-series.ts';

/** What the colours mean. A click on a group filters by it, with Alt leaves it out. */
export function Legend({
  parts,
  previous,
  onChoose,
}: {
  parts: readonly Part[];
  previous?: string | undefined;
  onChoose: (value: NonNullable<Part['value']> | null, exclude: boolean) => void;
}) {
  const look = 'flex h-6 max-w-52 max-sm:max-w-37 items-center gap-1.5 rounded px-1';
  return (
    <ul className="-mx-1 mb-1 flex flex-wrap gap-x-2 text-12 text-quiet">
      {parts.map(({ name, colour, value }) => {
        const content = (
          <>
            <i className="size-2 shrink-0 rounded-sm" style={{ background: `var(--${colour})` }} />
            <span className="truncate">{name}</span>
          </>
        );
        return (
          <li key={name}>
            {value === undefined ? (
              <span className={look}>{content}</span>
            ) : (
              <button
                type="button"
                className={`${look} hover:bg-hover hover:text-ink`}
                title={`${name}: click to filter, with Alt to exclude`}
                onClick={(event) => onChoose(value, event.altKey)}
              >
                {content}
              </button>
            )}
          </li>
        );
      })}
      {previous !== undefined && (
        <li className={look}>
          <i className="h-0.5 w-3 shrink-0 bg-other" />
          <span className="truncate">{previous}</span>
        </li>
      )}
    </ul>
  );
}
