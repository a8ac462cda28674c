import type { Part } from '@tallystick/providers/conversation';
import { useContext } from 'react';
import { FoldedText } from '../../../components/text/folded-text.tsx';
import { Citations } from './citations.tsx';
import { Conversing } from './context.ts';
import { MediaView } from './media-view.tsx';
import { ToolCall } from './tool-call.tsx';

/** One part of a message. @param most how much of a text shows while it is folded. Characters */
export function PartView({ part, most }: { part: Part; most: number }) {
  const { resultOf, paired } = useContext(Conversing);
  if (paired.has(part)) return null;
  switch (part.type) {
    case 'text':
      return (
        <div>
          <FoldedText text={part.content} most={most} />
          {part.citations && <Citations citations={part.citations} />}
        </div>
      );
    case 'refusal':
      return (
        <Labelled label="Refused">
          <FoldedText text={part.content} most={most} />
        </Labelled>
      );
    case 'reasoning':
      return (
        <details
          className="border-line border-l-2 pl-3 text-quiet"
          open={part.content !== '' && part.content.length < 600}
        >
          <summary className="text-12">
            Reasoning{part.summary && ', summed up'}
            {part.redacted && ', which the provider keeps to itself'}
          </summary>
          {part.content !== '' && <FoldedText text={part.content} most={most} />}
        </details>
      );
    case 'tool_call':
      return (
        <ToolCall name={part.name} id={part.id} sent={part.arguments}>
          <Result part={resultOf.get(part)} />
        </ToolCall>
      );
    case 'server_tool_call':
      return (
        <ToolCall name={part.name} id={part.id} sent={part.server_tool_call.arguments} byProvider>
          <Result part={resultOf.get(part)} />
        </ToolCall>
      );
    case 'tool_call_response':
    case 'server_tool_call_response':
      return (
        <div className="rounded border border-line px-3 py-2">
          <div className="text-12 text-quiet">
            Result of a call that is not shown here{part.id && <span className="font-mono"> {part.id}</span>}
          </div>
          <Result part={part} />
        </div>
      );
    case 'blob':
    case 'uri':
    case 'file':
      return <MediaView part={part} />;
    case 'compaction':
      return (
        <Labelled label="What came before was summed up">
          {part.content !== undefined && <FoldedText text={part.content} most={most} />}
        </Labelled>
      );
    case 'unknown':
      return (
        <Labelled label={`Not understood here${part.name && `: ${part.name}`}`}>
          <FoldedText text={part.json} most={600} code />
        </Labelled>
      );
  }
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="border-line border-l-2 pl-3">
      <div className="text-12 text-quiet">{label}</div>
      {children}
    </div>
  );
}

/** What a tool answered. */
function Result({ part }: { part: Part | undefined }) {
  if (part?.type !== 'tool_call_response' && part?.type !== 'server_tool_call_response') return null;
  const { parts, failed } =
    part.type === 'tool_call_response'
      ? { parts: part.response, failed: part.is_error }
      : { parts: part.server_tool_call_response.parts, failed: part.server_tool_call_response.is_error };
  return (
    <div className="mt-2 border-line border-t pt-2">
      <div className={`text-12 ${failed ? 'text-bad' : 'text-quiet'}`}>
        {failed ? 'Failed' : 'Result'}
        {parts.length === 0 && ': nothing'}
      </div>
      {parts.map((inner, i) => (
        <PartView key={i} part={inner} most={600} />
      ))}
    </div>
  );
}
