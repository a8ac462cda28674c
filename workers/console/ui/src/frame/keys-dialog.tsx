import { Dialog } from '../components/dialog.tsx';
import { destinations } from './destinations.ts';

const groups = [
  {
    name: 'Everywhere',
    keys: [
      [['⌘ K', 'Ctrl K'], 'Go anywhere'],
      [['/'], 'Filter'],
      [['?'], 'These keys'],
    ],
  },
  { name: 'Go to', keys: destinations.map(({ name, key }) => [[`g ${key}`], name] as const) },
  {
    name: 'Requests',
    keys: [
      [['j', '↓'], 'Next'],
      [['k', '↑'], 'Previous'],
      [['Enter'], 'Open'],
      [['Tab'], 'To the values of the row, which filter'],
      [['Esc'], 'Close'],
      [['Home', 'End'], 'First, last of those loaded'],
      [['r'], 'Bodies as they are'],
    ],
  },
] as const;

/** Which keys do what. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} className="w-[30rem]">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {groups.map(({ name, keys }) => (
          <section key={name} className={name === 'Go to' ? 'sm:row-span-2' : ''}>
            <h3 className="mb-1 font-medium text-13">{name}</h3>
            <dl className="space-y-1 text-13">
              {keys.map(([names, words]) => (
                <div key={words} className="flex items-center justify-between gap-3">
                  <dt className="order-last flex gap-1">
                    {names.map((key) => (
                      <kbd key={key} className="rounded border border-line bg-paper px-1.5 font-sans text-12">
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd className="text-quiet">{words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
