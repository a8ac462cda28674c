import type { RequestAnswer } from '@tallystick/client';
import { useMemo, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/states.tsx';
import { visible } from '../../../components/text/visible.ts';
import { count } from '../../../format/numbers.ts';
import { Conversing } from './context.ts';
import { MessageView } from './message-view.tsx';
import { pairTools } from './pair-tools.ts';
import { ToolsOffered } from './tools-offered.tsx';

type Conversation = NonNullable<RequestAnswer['conversation']>;

/** Of a long conversation the beginning and the end show, and more at each wish. Messages. */
const [atFirst, atLast, more] = [3, 20, 200];

/** What was said in a call, as people read it. */
export function ConversationView({
  conversation,
  bodies: { request, response },
  failed,
}: {
  conversation: Conversation;
  bodies: RequestAnswer['bodies'];
  /** Then the page says why by itself. */
  failed: boolean;
}) {
  const [shown, setShown] = useState(atLast);
  const context = useMemo(
    () => ({
      ...pairTools(conversation),
      bodies: {
        request_body: request?.text ?? '',
        request_encoding: request?.encoding ?? 'utf8',
        response_body: response?.text ?? '',
        response_encoding: response?.encoding ?? 'utf8',
      },
    }),
    [conversation, request, response],
  );
  const { system_instructions, input, output, tools, warnings, error, complete } = conversation;
  const { previous_response_id, conversation_id } = conversation;
  const hidden = Math.max(0, input.length - atFirst - shown);
  return (
    <Conversing value={context}>
      {warnings.length > 0 && <Notice>{`What is read here may lack something: ${warnings.join('; ')}.`}</Notice>}
      {(previous_response_id ?? conversation_id) !== undefined && (
        <p className="mb-2 text-12 text-quiet">
          Goes on from {previous_response_id !== undefined ? 'an answer' : 'a conversation'} that the provider holds:{' '}
          <span className="font-mono [overflow-wrap:anywhere]">
            {visible(previous_response_id ?? conversation_id ?? '')}
          </span>
        </p>
      )}
      {tools.length > 0 && <ToolsOffered tools={tools} />}
      <ol className="@container">
        {system_instructions.length > 0 && <MessageView message={{ role: 'system', parts: system_instructions }} />}
        {input.slice(0, hidden > 0 ? atFirst : undefined).map((message, i) => (
          <MessageView key={i} message={message} />
        ))}
        {hidden > 0 && (
          <li className="border-line border-t py-2 text-center">
            <Button look="bare" className="!text-accent" onClick={() => setShown(shown + more)}>
              {hidden > more
                ? `${count(hidden)} messages are folded: show ${more} more`
                : `Show ${count(hidden)} messages more`}
            </Button>
          </li>
        )}
        {hidden > 0 &&
          input
            .slice(atFirst + hidden)
            .map((message, i) => <MessageView key={atFirst + hidden + i} message={message} />)}
        {output.map((message, i) => (
          <MessageView
            key={i}
            answer
            message={message}
            label={output.length === 1 ? 'answer' : `answer ${i + 1} of ${output.length}`}
            note={message.finish_reason && `ended: ${message.finish_reason}`}
          />
        ))}
      </ol>
      {output.length === 0 && !error && (
        <p className="border-line border-t py-3 text-13 text-quiet">No message came back: Raw shows what did.</p>
      )}
      {error && !failed && (
        <div className="mt-2 rounded bg-bad-soft px-3 py-2 text-13 [overflow-wrap:anywhere]">
          <span className="font-medium text-bad">{visible(error.type || 'error')}</span> {visible(error.message)}
        </div>
      )}
      {!complete && output.length > 0 && <Notice>The answer broke off here.</Notice>}
    </Conversing>
  );
}
