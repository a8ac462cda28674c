import { setTimeout as sleep } from 'node:timers/promises';
import { type Located, liveSession, type Session, type Step } from '@tallystick/demo';
import type { DemoState } from './organisation.ts';

/** How fast the sample provider is told to be. ms */
const firstToken = 350;
const eachPiece = 25;
/** Nobody watches a person think. ms */
const longestPause = 2_500;

/**
 * Lets people use the made-up product now: their calls go through the edge to the sample provider, as those of a product would.
 *
 * @param between ms between two people who begin
 * @param ended tells when to let nobody begin any more
 * @returns how many calls were answered, when the last one is
 */
export async function liveTraffic(
  edgeUrl: string,
  keys: DemoState['keys'],
  between: number,
  ended: AbortSignal,
): Promise<number> {
  const sessions: Promise<number>[] = [];
  while (!ended.aborted) {
    const { service, person, session } = liveSession(Math.floor(Math.random() * 2 ** 31), Date.now());
    sessions.push(play(session, person, { edgeUrl, key: keys[service] }, ended));
    await sleep(between * (0.5 + Math.random()), undefined, { signal: ended }).catch(() => undefined);
  }
  const counts = await Promise.all(sessions);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function play(
  { name, properties, steps }: Session,
  { userId, properties: own }: Located,
  to: { edgeUrl: string; key: string },
  ended: AbortSignal,
): Promise<number> {
  const headers = new Headers({ 'Tally-Auth': `Bearer ${to.key}`, 'Tally-User-Id': userId });
  if (name !== '') {
    headers.set('Tally-Session-Id', crypto.randomUUID());
    headers.set('Tally-Session-Name', name);
  }
  for (const [property, value] of Object.entries({ environment: 'production', ...own, ...properties })) {
    headers.set(`Tally-Property-${property}`, value);
  }
  let answered = 0;
  for (const step of steps) {
    if (ended.aborted) break;
    await sleep(Math.min(step.pause, longestPause));
    const answer = await fetch(`${to.edgeUrl}/sample/${step.provider}${step.path}`, {
      method: 'POST',
      headers: [...headers, ...headersOf(step)],
      body: JSON.stringify(step.request),
    });
    await answer.arrayBuffer();
    answered += 1;
  }
  return answered;
}

function headersOf({ provider, promptId, sessionPath, answer }: Step): [string, string][] {
  return [
    ['content-type', 'application/json'],
    ...(provider === 'openai'
      ? ([['authorization', 'Bearer sample']] as const)
      : ([
          ['x-api-key', 'sample'],
          ['anthropic-version', '2023-06-01'],
        ] as const)),
    ['tally-prompt-id', promptId],
    ['tally-session-path', sessionPath],
    ['x-sample-delay-ms', String(firstToken)],
    ['x-sample-chunk-delay-ms', String(eachPiece)],
    ...(answer.kind === 'text' ? ([['x-sample-answer', encodeURIComponent(answer.text)]] as const) : []),
  ].map(([header, value]) => [header ?? '', value ?? '']);
}
