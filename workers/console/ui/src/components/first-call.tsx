import { useState } from 'react';
import { isLocal, useEdgeAddress } from './first-call/edge-address.ts';
import { EdgeForm } from './first-call/edge-form.tsx';
import { Landing } from './first-call/landing.tsx';
import { snippets } from './first-call/snippets.ts';
import { SnippetTabs } from './first-call/tabs.tsx';
import { keyToCome, WriteKey } from './first-call/write-key.tsx';

/** What an organisation sees before its first call: how to send it, and then the call. */
export function FirstCall() {
  const { edge, keep } = useEdgeAddress();
  const [key, setKey] = useState<string>();
  const [sample, setSample] = useState(true);
  const local = edge !== undefined && isLocal(edge);
  return (
    <section className="mx-auto grid max-w-[800px] gap-5 pt-10 sm:pt-16" aria-label="The first call">
      <header>
        <h1 className="text-balance font-semibold text-20 sm:text-28">
          Point your SDK at the edge, and its calls appear here.
        </h1>
        <p className="mt-2 text-quiet">
          Two things change: the base URL, and one header. Your provider’s key stays where it is.
        </p>
      </header>
      {keep && <EdgeForm edge={edge} onEdge={keep} />}
      <WriteKey made={key} onMade={setKey} />
      <SnippetTabs
        snippets={snippets({ edge: edge ?? 'https://EDGE', key: key ?? keyToCome, sample: local && sample })}
      />
      {local && (
        <label className="flex items-center gap-2 text-13">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={sample}
            onChange={({ target }) => setSample(target.checked)}
          />
          Ask the sample provider that runs here: it needs no account
        </label>
      )}
      <Landing />
    </section>
  );
}
