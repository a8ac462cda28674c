import type { RequestAnswer } from '@tallystick/client';
import { unknown } from '../../../format/money.ts';
import { dateAndTime, duration, inUtc } from '../../../format/times.ts';
import { useRange } from '../../../search.ts';
import { Fact, Facts } from './facts.tsx';

/** How the time went: until the first byte, and until the last. */
export function Timing({ call }: { call: RequestAnswer['request'] }) {
  const { zone } = useRange();
  const { latency_ms, ttft_ms, created_at, responded_at, streamed, completion_tokens } = call;
  const first = ttft_ms === null || latency_ms === 0 ? undefined : Math.min(100, (100 * ttft_ms) / latency_ms);
  const answering = ttft_ms === null ? 0 : latency_ms - ttft_ms;
  const speed = streamed && answering > 0 && completion_tokens ? (1000 * completion_tokens) / answering : undefined;
  return (
    <>
      <div
        role="img"
        aria-label={`${duration(latency_ms)} in all${ttft_ms === null ? '' : `, the first byte after ${duration(ttft_ms)}`}`}
        className="relative mt-1 mb-2"
      >
        <div className="flex h-3 overflow-hidden rounded-sm bg-accent">
          {first !== undefined && <div className="bg-edge opacity-100" style={{ width: `${first}%` }} />}
        </div>
        {first !== undefined && (
          <div className="-top-1 -bottom-1 absolute w-0.5 bg-ink" style={{ left: `calc(${first}% - 1px)` }} />
        )}
      </div>
      <Facts>
        <Fact name="First byte" title={ttft_ms === null ? 'No byte of an answer came.' : undefined}>
          {ttft_ms === null ? unknown : duration(ttft_ms)}
        </Fact>
        <Fact name="In all">{duration(latency_ms)}</Fact>
        {speed !== undefined && <Fact name="Output">{`${speed.toFixed(speed < 10 ? 1 : 0)} tokens / s`}</Fact>}
        <Fact name="Answer">{streamed ? 'streamed' : 'in one piece'}</Fact>
        <Fact name="Began" title={inUtc(created_at)}>
          {dateAndTime(created_at, zone)}
        </Fact>
        <Fact name="Ended" title={inUtc(responded_at)}>
          {dateAndTime(responded_at, zone)}
        </Fact>
      </Facts>
    </>
  );
}
