import type { RequestAnswer } from '@tallystick/client';
import { Link } from '@tanstack/react-router';
import { FilterLink } from '../../../components/filter-link.tsx';
import { visible } from '../../../components/text/visible.ts';
import { unknown } from '../../../format/money.ts';
import { bytes, count } from '../../../format/numbers.ts';
import { keepRange } from '../../../router.tsx';
import { Fact, Facts } from './facts.tsx';

/** Who called what, and what went over the wire. */
export function About({ call }: { call: RequestAnswer['request'] }) {
  const { session_id, session_name, session_path, model, requested_model } = call;
  return (
    <Facts>
      <Linked name="User" field="user_id" value={call.user_id} />
      {session_id !== '' && (
        <Fact name="Session">
          <Link
            to="/sessions/$id"
            params={{ id: session_id }}
            search={keepRange}
            className="text-accent hover:underline"
          >
            {visible(session_name || session_id)}
          </Link>
          {session_path !== '' && <span className="block font-mono text-12 text-quiet">{visible(session_path)}</span>}
        </Fact>
      )}
      <Linked name="Prompt" field="prompt_id" value={call.prompt_id} />
      <Linked name="Provider" field="provider" value={call.provider} />
      <Linked name="Model" field="model" value={model} />
      {requested_model !== model && <Linked name="Asked for" field="requested_model" value={requested_model} />}
      <Linked name="Tier" field="service_tier" value={call.service_tier} />
      <Linked name="Key" field="key_id" value={call.key_id} />
      <Linked name="Country" field="country" value={call.country} />
      <Linked name="Path" field="path" value={call.path} />
      <Linked name="Host" field="target_host" value={call.target_host} />
      <Linked name="Finish reason" field="finish_reason" value={call.finish_reason} />
      {call.finish !== 'complete' && <Fact name="Ended">{endings[call.finish]}</Fact>}
      <Fact name="Tokens in → out" title="of the whole prompt, and of the whole answer">
        {count(call.prompt_tokens)} → {count(call.completion_tokens)}
      </Fact>
      {!!call.reasoning_tokens && <Fact name="Reasoning tokens">{count(call.reasoning_tokens)}</Fact>}
      <Fact name="Bytes in → out" title={call.request_bytes === null ? 'The sizes were not measured.' : undefined}>
        {bytes(call.request_bytes)} → {bytes(call.response_bytes)}
      </Fact>
      {call.cached && <Fact name="Cache">answered from the cache</Fact>}
      {call.threat !== null && (
        <Fact name="Threat">{call.threat ? visible(call.threat_rules.join(', ') || 'found') : 'none found'}</Fact>
      )}
      <Fact name="Answer's id">{call.response_id === '' ? unknown : <Code text={call.response_id} />}</Fact>
    </Facts>
  );
}

const endings = {
  complete: 'complete',
  client_closed: 'the caller went away',
  upstream_error: 'broken off by the provider',
  truncated: 'longer than is kept',
} as const;

function Code({ text }: { text: string }) {
  return <span className="font-mono text-12">{visible(text)}</span>;
}

/** A value that calls are found by; nothing where there is none. */
function Linked({ name, field, value }: { name: string; field: string; value: string }) {
  if (value === '') return null;
  return (
    <Fact name={name}>
      <FilterLink field={field} value={value} />
    </Fact>
  );
}
