import type { RequestAnswer } from '@tallystick/client';
import { useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Section } from '../../components/section.tsx';
import { Empty, Notice } from '../../components/states.tsx';
import { Code } from '../../components/text/code.tsx';
import { layoutJson } from '../../components/text/json-layout.ts';
import { beginningOf, LongText } from '../../components/text/long-text.tsx';
import { bytes, compact } from '../../format/numbers.ts';

/** How much of a body shows at first. Characters. */
const most = 50_000;

/** Both bodies as they went over the wire. */
export function RawView({ call, bodies }: { call: RequestAnswer['request']; bodies: RequestAnswer['bodies'] }) {
  if (bodies.missing !== '') return <Empty>There are no bodies: {bodies.missing}.</Empty>;
  return (
    <div className="space-y-6">
      <Body title="Request" body={bodies.request} size={call.request_bytes} />
      <Body title="Response" body={bodies.response} size={call.response_bytes} />
    </div>
  );
}

function Body({ title, body, size }: { title: string; body: RequestAnswer['bodies']['request']; size: number | null }) {
  const [laidOut, setLaidOut] = useState(false);
  const [whole, setWhole] = useState(false);
  const text = body?.text ?? '';
  const json = useMemo(() => (laidOut ? layoutJson(text) : undefined), [laidOut, text]);
  const shown = json ?? text;
  const part = whole ? shown : beginningOf(shown, most);
  return (
    <Section
      title={
        <>
          {title} <span className="font-normal text-12 text-quiet">{size === null ? '' : bytes(size)}</span>
        </>
      }
      aside={
        text !== '' && (
          <div className="flex">
            {/^\s*[{[]/.test(text) && (
              <Button look="bare" aria-pressed={laidOut} onClick={() => setLaidOut(!laidOut)}>
                {laidOut ? 'As sent' : 'Pretty'}
              </Button>
            )}
            <CopyButton look="bare" text={text}>
              Copy
            </CopyButton>
          </div>
        )
      }
    >
      {body?.encoding === 'base64' && <Notice>These bytes are no text in UTF-8: they are shown as base64.</Notice>}
      {laidOut && json === undefined && <Notice>This is no JSON: it is shown as it was sent.</Notice>}
      {text === '' ? (
        <p className="text-13 text-quiet">{body ? 'Nothing was sent.' : 'It is not kept.'}</p>
      ) : json !== undefined ? (
        <Code text={part} language="json" bare />
      ) : (
        <LongText text={part} className="font-mono text-12" />
      )}
      {part.length < shown.length && (
        <Button className="mt-3" onClick={() => setWhole(true)}>
          Show all ({compact(shown.length)} characters)
        </Button>
      )}
    </Section>
  );
}
