import { Minus, Plus, X } from 'lucide-react';
import { opposite, type Part } from './parts.ts';

/** The conditions of the filter, each to be taken out, turned into its opposite, or changed in the line. */
export function Chips({
  parts,
  onChange,
  onEdit,
}: {
  parts: readonly Part[];
  onChange: (parts: Part[]) => void;
  onEdit: (part: Part) => void;
}) {
  if (parts.length === 0) return null;
  const small = 'flex h-full w-5.5 items-center justify-center text-quiet hover:bg-hover hover:text-ink';
  return (
    <ul aria-label="Conditions" className="mt-1.5 flex flex-wrap gap-1.5">
      {parts.map((part, index) => {
        const excludes = 'not' in part.filter;
        return (
          <li
            key={`${index} ${part.line}`}
            className="flex h-6 min-w-0 max-w-full items-center overflow-hidden rounded border border-line bg-raised text-12"
          >
            <button
              type="button"
              className={small}
              aria-label={`${excludes ? 'Include' : 'Exclude'} ${part.line}`}
              title={excludes ? 'Include instead' : 'Exclude instead'}
              onClick={() => onChange(parts.map((one, i) => (i === index ? opposite(one) : one)))}
            >
              {excludes ? <Minus size={12} className="text-bad" aria-hidden /> : <Plus size={12} aria-hidden />}
            </button>
            <button
              type="button"
              className="h-full min-w-0 truncate px-1 font-mono hover:bg-hover"
              title={`${part.line}\nClick to change it in the line`}
              onClick={() => onEdit(part)}
            >
              {part.line}
            </button>
            <button
              type="button"
              className={small}
              aria-label={`Remove ${part.line}`}
              title="Remove"
              onClick={() => onChange(parts.filter((_, i) => i !== index))}
            >
              <X size={12} aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
