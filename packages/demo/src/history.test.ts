import { readdirSync } from 'node:fs';
import type Anthropic from '@anthropic-ai/sdk';
import { noOwnPrices, price } from '@tallystick/pricing';
import { type CallFacts, CapturedBody, readCall } from '@tallystick/providers';
import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { features, type HistoryCall, history } from './history.ts';
import { incidentsOf, isWithin } from './incidents.ts';

const until = Date.UTC(2026, 10, 21, 11);
const options = { seed: 7, until, calls: 6_000 };
const made = [...history(options)];
const encoder = new TextEncoder();
const day = 86_400_000;

/** What the consumer reads from a call. */
function factsOf({ call }: HistoryCall): CallFacts {
  const body = (value: object | string) =>
    new CapturedBody(encoder.encode(typeof value === 'string' ? value : JSON.stringify(value)));
  return readCall({
    method: 'POST',
    path: call.path,
    status: call.status,
    complete: call.finish === 'complete',
    request: body(call.request),
    response: body(call.response),
    responseType: call.streamed ? 'text/event-stream' : 'application/json',
  });
}

/** The last thing that was asked, and the whole answer, of each call that succeeded with a prompt. */
function saidBy(prompt: string): { asked: string; answer: string }[] {
  return made
    .filter(({ call }) => call.prompt_id === prompt && call.status === 200 && call.finish === 'complete')
    .map(({ call }) => {
      const { messages } = call.request as { messages: { content: string }[] };
      return { asked: messages.at(-1)?.content ?? '', answer: answerOf(call.response) };
    });
}

function answerOf(response: object | string): string {
  if (typeof response === 'string') {
    const events = response.split('\n\n').filter((event) => event.startsWith('data: {'));
    const chunks: OpenAI.ChatCompletionChunk[] = events.map((event) => JSON.parse(event.slice(6)));
    return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  }
  const answer = response as OpenAI.ChatCompletion | Anthropic.Message;
  if ('choices' in answer) return answer.choices[0]?.message.content ?? '';
  return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

function costOf(one: HistoryCall): number {
  const { provider, created_at: at } = one.call;
  const { costUsd } = price({ ...factsOf(one), provider, at }, noOwnPrices);
  return Number(costUsd ?? 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

describe('the history', () => {
  it('knows every feature that has a file', () => {
    expect(features.length).toBe(readdirSync(new URL('features', import.meta.url)).length);
  });

  it('is the same again for the same seed and time, and another one for another seed', () => {
    expect([...history(options)]).toEqual(made);
    const [other] = history({ ...options, seed: 8 });
    expect(other).not.toEqual(made[0]);
  });

  it('has about as many calls as asked for, all in the thirty days before, each with an id of its own that tells its time', () => {
    expect(Math.abs(made.length / options.calls - 1)).toBeLessThan(0.05);
    expect(new Set(made.map(({ call }) => call.request_id)).size).toBe(made.length);
    for (const { call } of made) {
      expect(call.created_at).toBeGreaterThanOrEqual(until - 30 * day);
      expect(call.created_at + call.latency_ms).toBeLessThan(until);
      expect(Number.parseInt(call.request_id.replace('-', '').slice(0, 12), 16)).toBe(call.created_at);
    }
  });

  it('speaks its providers’ formats: whatever succeeded tells its tokens and has a price, whatever failed says why', () => {
    for (const one of made) {
      const { call } = one;
      const facts = factsOf(one);
      expect(facts.unreadable).toBe('');
      if (call.status >= 400) expect(facts.error, JSON.stringify(call.response)).not.toBe('');
      else if (call.finish === 'complete') {
        expect(facts.tokensSource).toBe('provider');
        expect(costOf(one), `${call.path} ${facts.model}`).toBeGreaterThan(0);
      }
    }
  });

  it('shows what there is to be seen: cached and reasoning tokens, streams, tools, sessions with steps', () => {
    const facts = made.map(factsOf);
    const have = (what: (fact: CallFacts) => boolean) => facts.filter(what).length;
    expect(have(({ usage }) => (usage.cacheReadTokens ?? 0) > 0)).toBeGreaterThan(100);
    expect(have(({ usage }) => (usage.cacheWriteTokens ?? 0) > 0)).toBeGreaterThan(50);
    expect(have(({ usage }) => (usage.reasoningTokens ?? 0) > 0)).toBeGreaterThan(50);
    expect(have(({ finishReason }) => finishReason === 'tool_calls' || finishReason === 'tool_use')).toBeGreaterThan(
      100,
    );
    expect(made.filter(({ call }) => call.streamed).length).toBeGreaterThan(1_000);
    const paths = new Set(made.map(({ call }) => call.session_path));
    for (const path of ['support/triage', 'support/answer', 'review/comment']) expect(paths).toContain(path);
  });

  it('says in its texts what its labels say', () => {
    const triages = saidBy('support-triage@v3').map(({ asked, answer }) => ({ asked, ...JSON.parse(answer) }));
    expect(new Set(triages.map(({ urgent }) => urgent))).toEqual(new Set([true, false]));
    for (const { asked, urgent } of triages) expect(/hurry|urgent|today, please/i.test(asked), asked).toBe(urgent);
    for (const { answer } of saidBy('summary@v4')) {
      const [first = '', ...points] = answer.split('\n');
      expect(first).toMatch(/^- \*\*.+\*\*$/);
      expect(points.join()).not.toContain('**');
      expect(points.length).toBeGreaterThanOrEqual(2);
      expect(points.length).toBeLessThanOrEqual(5);
    }
  });

  it('reviews an article for what it is, and recommends what the question is about', () => {
    for (const { asked } of saidBy('review-tags@v5')) {
      if (/Sole|lugs|toes/.test(asked)) expect(asked).toMatch(/ (boots|shoes)\n/);
      if (/Sleeves/.test(asked)) expect(asked).toMatch(/ (jacket|shirt)\n/);
      if (/rain jacket, but/.test(asked)) expect(asked).toMatch(/ rain jacket\n/);
    }
    const winter = saidBy('search-answer@v2').filter(({ asked }) => /snow up to the knee$/m.test(asked));
    expect(winter.length).toBeGreaterThan(5);
    for (const { answer } of winter) expect(answer).toMatch(/Lynx snowshoes|Chamois mid boots|jacket/);
  });

  it('leaves no place open that is to be filled', () => {
    for (const prompt of ['support-triage@v3', 'search-answer@v2', 'review-tags@v5', 'summary@v4']) {
      for (const { asked, answer } of saidBy(prompt)) expect(`${asked} ${answer}`).not.toMatch(/\{\w+\}|undefined/);
    }
  });

  it('has a day that cost several times as much as usual, for a prompt that became ten times longer', () => {
    const { expensivePrompt } = incidentsOf(until);
    const costs = new Map<string, number>();
    for (const one of made) {
      const date = new Date(one.call.created_at).toISOString().slice(0, 10);
      costs.set(date, (costs.get(date) ?? 0) + costOf(one));
    }
    const [dearest = ['', 0], ...others] = [...costs].sort((a, b) => b[1] - a[1]);
    expect(dearest[0]).toBe(new Date(expensivePrompt.from).toISOString().slice(0, 10));
    expect(dearest[1]).toBeGreaterThan(2 * (others[0]?.[1] ?? 0));
    const tokens = (version: string) =>
      made
        .filter(
          ({ call }) =>
            call.prompt_id === `support-answer@${version}` && call.status === 200 && call.finish === 'complete',
        )
        .map((one) => factsOf(one).usage.promptTokens ?? 0);
    const mean = (numbers: number[]) => sum(numbers) / numbers.length;
    expect(mean(tokens('v7')) / mean(tokens('v6'))).toBeGreaterThan(8);
  });

  it('has forty minutes in which most calls to one provider fail as overloaded', () => {
    const { overload } = incidentsOf(until);
    const during = made.filter(({ call }) => call.provider === 'anthropic' && isWithin(overload, call.created_at));
    expect(during.filter(({ call }) => call.status >= 429).length).toBeGreaterThan(during.length / 2);
    const others = made.filter(({ call }) => !isWithin(overload, call.created_at));
    expect(others.filter(({ call }) => call.status >= 400).length / others.length).toBeLessThan(0.02);
  });

  it('has quieter weekends, a few heavy users and a long tail of others', () => {
    const perDay = (weekend: boolean) => {
      const days = made.filter(({ call }) => (new Date(call.created_at).getUTCDay() % 6 === 0) === weekend);
      return days.length / new Set(days.map(({ call }) => Math.floor(call.created_at / day))).size;
    };
    expect(perDay(true)).toBeLessThan(0.8 * perDay(false));
    const users = Map.groupBy(made, ({ call }) => call.user_id);
    users.delete('');
    const counts = [...users.values()].map((calls) => calls.length).sort((a, b) => b - a);
    expect(counts.length).toBeGreaterThan(200);
    expect(sum(counts.slice(0, 10))).toBeGreaterThan(0.25 * sum(counts));
  });
});
