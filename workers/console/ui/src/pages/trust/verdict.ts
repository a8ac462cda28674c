import type { HealthAnswer } from '@tallystick/client';
import { count } from '../../format/numbers.ts';

/** What the last 24 hours say. */
export interface Day {
  /** Calls that are stored. */
  calls: number;
  /** Attempts whose cost is not known. */
  unpriced: number;
}

/**
 * Whether every call is a row, in a sentence or two.
 *
 * @param day undefined where it cannot be told
 */
export function verdict(health: HealthAnswer, day: Day | undefined): string {
  return [aboutStored(health, day), aboutDeadLetters(health), aboutPrices(day)].filter(Boolean).join(' ');
}

function aboutStored(health: HealthAnswer, day: Day | undefined): string {
  const waiting = waitingMessages(health);
  if (health.status === 'down') {
    const away = awayParts(health).join(' and ');
    return `${away} ${awayParts(health).length === 1 ? 'does' : 'do'} not answer. Calls go through, and their logs wait until all is back.`;
  }
  if (day === undefined) return 'What the last 24 hours brought cannot be told now.';
  if (waiting === null) return `${calls(day.calls)} of the last 24 hours ${areOrIs(day.calls)} stored.`;
  if (waiting > 0) {
    return `${calls(day.calls)} of the last 24 hours ${areOrIs(day.calls)} stored, and ${messages(waiting)} on the way.`;
  }
  if (day.calls === 0) return 'No call came in the last 24 hours, and none waits to be stored.';
  if (deadLetters(health) > 0)
    return `${calls(day.calls)} of the last 24 hours ${areOrIs(day.calls)} stored, and none waits.`;
  return day.calls === 1
    ? 'The one call of the last 24 hours is stored.'
    : `Every one of the ${count(day.calls)} calls of the last 24 hours is stored.`;
}

function aboutDeadLetters(health: HealthAnswer): string {
  const dead = deadLetters(health);
  if (dead === 0) return '';
  return `${count(dead)}${health.dead_letters.capped ? ' or more' : ''} could not be stored and ${areOrIs(dead)} kept as ${dead === 1 ? 'a dead letter' : 'dead letters'}.`;
}

function aboutPrices(day: Day | undefined): string {
  if (day === undefined || day.unpriced === 0) return '';
  return `${count(day.unpriced)} ${day.unpriced === 1 ? 'has' : 'have'} no known price.`;
}

/** The parts of the deployment that do not answer. */
export function awayParts(health: HealthAnswer): string[] {
  return parts.filter(([key]) => !health[key].reachable).map(([, name]) => name);
}

export const parts = [
  ['clickhouse', 'ClickHouse'],
  ['d1', 'D1'],
  ['r2', 'R2'],
  ['queue', 'The queue'],
] as const;

/** Messages that are queued, spilled or parked, of all organisations; null where that is not known. */
export function waitingMessages({ queue, spilled, parked }: HealthAnswer): number | null {
  const places = [queue.backlog_count, spilled.count, parked.messages];
  return places.includes(null) ? null : places.reduce<number>((sum, place) => sum + (place ?? 0), 0);
}

const deadLetters = ({ dead_letters }: HealthAnswer) => dead_letters.count ?? 0;
const calls = (number: number) => (number === 1 ? 'One call' : `${count(number)} calls`);
const messages = (number: number) => (number === 1 ? 'one is' : `${count(number)} are`);
const areOrIs = (number: number) => (number === 1 ? 'is' : 'are');
