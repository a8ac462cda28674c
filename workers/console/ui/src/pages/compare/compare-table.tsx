import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FoldedText } from '../../components/text/folded-text.tsx';
import { visible } from '../../components/text/visible.ts';
import { unknown } from '../../format/money.ts';

interface Row {
  name: string;
  a: string | undefined;
  b: string | undefined;
}

/** Values longer than a few lines are folded. Characters. */
const long = 200;

/** Values side by side. Those that differ come first and are marked; the others are there at a wish. */
export function CompareTable({ caption, rows, mono }: { caption: string; rows: readonly Row[]; mono?: boolean }) {
  const [all, setAll] = useState(false);
  const different = rows.filter(({ a, b }) => a !== b);
  const same = rows.filter(({ a, b }) => a === b && a !== unknown);
  if (rows.length === 0) return <p className="text-13 text-quiet">Neither has any.</p>;
  return (
    <>
      {different.length === 0 && <p className="text-13 text-quiet">All the same.</p>}
      <table className="w-full table-fixed text-13 max-sm:block">
        <caption className="sr-only">{caption}</caption>
        <colgroup>
          <col className="w-[140px] max-sm:w-auto" />
          <col span={2} />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">What</th>
            <th scope="col">First</th>
            <th scope="col">Second</th>
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {[...different, ...(all ? same : [])].map(({ name, a, b }) => (
            <tr key={name} className="border-line border-b align-top last:border-b-0 max-sm:grid max-sm:grid-cols-2">
              <th
                scope="row"
                className="py-1.5 pr-2 text-left font-normal text-quiet [overflow-wrap:anywhere] max-sm:col-span-2 max-sm:pb-0"
              >
                {visible(name)}
                {a !== b && <span className="sr-only"> differs</span>}
              </th>
              {[a, b].map((value, i) => (
                <td
                  key={i === 0 ? 'a' : 'b'}
                  className={`px-2 py-1.5 [overflow-wrap:anywhere] max-sm:pl-0 ${mono ? 'font-mono text-12' : ''}`}
                >
                  {value !== undefined && value.length > long ? (
                    <FoldedText text={value} most={long} code />
                  ) : a === b ? (
                    visible(value ?? unknown)
                  ) : (
                    <mark className="-mx-1 box-decoration-clone rounded-sm bg-warn-soft px-1 text-ink">
                      {visible(value ?? unknown)}
                    </mark>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {same.length > 0 && (
        <Button look="bare" className="!text-accent -ml-2.5 mt-1" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Only what differs' : `Show ${same.length} more, the same in both`}
        </Button>
      )}
    </>
  );
}
