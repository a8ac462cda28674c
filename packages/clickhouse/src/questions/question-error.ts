import { latestTime } from '@tallystick/log';

/** A question that cannot be answered as it is. The message names the part and says what it takes. */
export class QuestionError extends Error {
  override name = 'QuestionError';
  readonly code = 'bad_question';
  /** Which part: a path such as `groupings[1].by`. */
  readonly at: string;

  constructor(at: string, message: string) {
    super(`${at}: ${message}`);
    this.at = at;
  }
}

/** @throws QuestionError unless it is a span of time in whole Unix ms */
export function checkSpan({ from, to }: { from: number; to: number }, at = ''): void {
  for (const [name, time] of Object.entries({ from, to })) {
    if (!Number.isSafeInteger(time) || time < 0 || time > latestTime) {
      throw new QuestionError(`${at}${name}`, 'takes a time in whole Unix milliseconds, from 1970 to 2200');
    }
  }
  if (from >= to) throw new QuestionError(`${at}to`, 'must be later than from');
}

/** @throws QuestionError unless it is a whole number from 1 to `most` */
export function checkCount(value: number, most: number, at: string): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new QuestionError(at, `takes a whole number from 1 to ${most}`);
  }
}
