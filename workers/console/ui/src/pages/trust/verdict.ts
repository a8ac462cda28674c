import type { GapsAnswer, HealthAnswer } from '@tallystick/client';
import { count } from '../../format/numbers.ts';

/** What the last 24 hours say. */
export interface Day {
  /** Calls that are stored. */
  calls: number;
  /** Attempts whose cost is not known. */
  unpriced: number;
}

/** The organisation's own dead letters. */
export interface OwnDeadLetters {
  count: number;
  /** Whether there are more. */
  more: boolean;
}

/**
 * Whether every call is a row, in a sentence or two.
 *
 * @param day undefined where it cannot be told
 * @param own undefined for those who do not see them
 * @param gaps undefined where it cannot be told what is missing
 */
export function verdict(
  health: HealthAnswer,
  day: Day | undefined,
  own: OwnDeadLetters | undefined,
  gaps: GapsAnswer | undefined,
): string {
  const dead = own?.count ?? health.dead_letters.count;
  const isWhole = dead === 0 && (gaps?.verdict === 'clean' || gaps?.verdict === 'elsewhere');
  return [aboutStored(health, day, isWhole), aboutDeadLetters(health, own), aboutGaps(health, gaps), aboutPrices(day)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function aboutStored(health: HealthAnswer, day: Day | undefined, isWhole: boolean): string {
  if (health.status === 'down') {
    const away = parts.filter(([key]) => !health[key].reachable).map(([, name]) => name);
    return `${away.join(' and ')} ${away.length === 1 ? 'does' : 'do'} not answer. Calls go through, and their logs wait until all is back.`;
  }
  if (day === undefined) return 'What the last 24 hours brought cannot be told now.';
  const waiting = waitingMessages(health);
  const stored = `${day.calls === 1 ? 'One call' : `${count(day.calls)} calls`} of the last 24 hours ${isOrAre(day.calls)} stored`;
  if (waiting === null) return `${stored}.`;
  if (waiting > 0) return `${stored}, and ${waiting === 1 ? 'one is' : `${count(waiting)} are`} on the way.`;
  if (day.calls === 0) return 'No call came in the last 24 hours, and none waits to be stored.';
  if (!isWhole) return `${stored}, and none waits.`;
  return day.calls === 1
    ? 'The one call of the last 24 hours is stored.'
    : `Every one of the ${count(day.calls)} calls of the last 24 hours is stored.`;
}

function aboutDeadLetters({ dead_letters: all }: HealthAnswer, own: OwnDeadLetters | undefined): string {
  if (own === undefined) {
    return all.count ? `Dead letters of this deployment: ${count(all.count)}; owners see which are theirs.` : '';
  }
  if (own.count === 0) return '';
  const kept = own.count === 1 ? 'is kept as a dead letter' : 'are kept as dead letters';
  return `${count(own.count)}${own.more ? ' or more' : ''} could not be stored and ${kept}.`;
}

function aboutGaps({ status }: HealthAnswer, gaps: GapsAnswer | undefined): string {
  if (status === 'down') return '';
  if (gaps === undefined) return 'Whether any is missing cannot be told now.';
  if (gaps.gone === 0) return gaps.verdict === 'unsure' ? 'Whether any is missing is not sure.' : '';
  return gaps.gone === 1
    ? 'One message of this deployment is missing.'
    : `${count(gaps.gone)} messages of this deployment are missing.`;
}

function aboutPrices(day: Day | undefined): string {
  if (day === undefined || day.unpriced === 0) return '';
  return `${count(day.unpriced)} ${day.unpriced === 1 ? 'has' : 'have'} no known price.`;
}

/** What has to answer. */
export const parts = [
  ['clickhouse', 'ClickHouse'],
  ['d1', 'D1'],
  ['r2', 'R2'],
  ['queue', 'The queue'],
] as const;

/** Messages that are queued, spilled or parked, of all organisations; null where that is not known. */
function waitingMessages({ queue, spilled, parked }: HealthAnswer): number | null {
  const places = [queue.backlog_count, spilled.count, parked.messages];
  return places.includes(null) ? null : places.reduce<number>((sum, place) => sum + (place ?? 0), 0);
}

const isOrAre = (number: number) => (number === 1 ? 'is' : 'are');
