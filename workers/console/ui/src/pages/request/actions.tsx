import type { RequestAnswer } from '@tallystick/client';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { Columns2, MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyItem } from '../../components/copy-item.tsx';
import { MenuItem, Popover } from '../../components/popover.tsx';
import { messageOf } from '../../components/states.tsx';
import { keepRange } from '../../router.tsx';
import { useSession } from '../../session.ts';
import { callAsCurl } from './call-as-curl.ts';
import { type Other, othersOf } from './others.ts';

/** What can be done with a call: put it beside another, take it along. */
export function Actions({ answer }: { answer: RequestAnswer }) {
  const { edge_url } = useSession();
  const { request, again } = answer;
  const router = useRouter();
  return (
    <div className="flex gap-1.5">
      <CompareWith answer={answer} />
      <Popover label={<MoreHorizontal size={16} aria-hidden />} aria-label="More" align="right" panel="w-56">
        {() => (
          <>
            <CopyItem
              text={() =>
                location.origin + router.buildLocation({ to: '/requests/$id', params: { id: request.request_id } }).href
              }
            >
              Copy link
            </CopyItem>
            <CopyItem text={request.request_id}>Copy id</CopyItem>
            <CopyItem
              title="The call itself once more, for a shell that has the keys"
              text={() => callAsCurl(answer, edge_url ?? 'https://EDGE')}
            >
              Copy as curl
            </CopyItem>
            <CopyItem title="This page as a question to the console’s API" text={again.curl}>
              Copy as API call
            </CopyItem>
          </>
        )}
      </Popover>
    </div>
  );
}

function CompareWith({ answer }: { answer: RequestAnswer }) {
  const navigate = useNavigate();
  const [said, setSaid] = useState('');
  const compare = (id: string, close: () => void) => {
    close();
    const search = (before: Record<string, unknown>) => ({ ...keepRange(before), a: id, b: answer.request.request_id });
    void navigate({ to: '/compare', search });
  };
  const choose = async ({ find, none }: Other, close: () => void) => {
    setSaid('Looking …');
    try {
      const id = await find();
      setSaid(id === undefined ? none : '');
      if (id !== undefined) compare(id, close);
    } catch (error) {
      setSaid(messageOf(error));
    }
  };
  return (
    <Popover
      label={
        <>
          <Columns2 size={14} aria-hidden /> Compare
        </>
      }
      align="right"
      panel="w-72"
    >
      {(close) => (
        <>
          {othersOf(answer).map((other) => (
            <MenuItem key={other.words} onClick={() => choose(other, close)}>
              {other.words}
            </MenuItem>
          ))}
          <form
            className="mt-1 flex gap-1.5 border-line border-t p-2"
            onSubmit={(event) => {
              event.preventDefault();
              const [id] = uuid.exec(String(new FormData(event.currentTarget).get('id'))) ?? [];
              if (id === undefined) setSaid('That is no id of a call, and no link to one.');
              else compare(id, close);
            }}
          >
            <input
              name="id"
              aria-label="Id of a call, or a link to it"
              placeholder="Id or link of a call"
              autoComplete="off"
              spellCheck={false}
              className="h-8 min-w-0 flex-1 rounded border border-line bg-paper px-2 text-13 placeholder:text-quiet"
            />
            <Button type="submit">Compare</Button>
          </form>
          <p aria-live="polite" className={said === '' ? 'sr-only' : 'px-2.5 pb-2 text-12 text-quiet'}>
            {said}
          </p>
        </>
      )}
    </Popover>
  );
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
