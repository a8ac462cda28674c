import type { AnswerFacts, StreamReader } from '../wire-format.ts';
import { errorCode, errorMessage, type Fields } from './fields.ts';

/** A stream of which only the events that end something have usage; all others are pieces of what was asked for, which may be large. */
export class UsageEvents implements StreamReader {
  readonly #telling: RegExp;
  readonly #read: (events: readonly Fields[]) => AnswerFacts;
  readonly #events: Fields[] = [];
  #error = '';
  #errorCode = '';

  /**
   * @param telling matches the events with usage and the errors
   * @param read the facts that the events with usage tell, in their order
   */
  constructor(telling: RegExp, read: (events: readonly Fields[]) => AnswerFacts) {
    this.#telling = telling;
    this.#read = read;
  }

  wants(data: string): boolean {
    return this.#telling.test(data);
  }

  event(event: Fields): void {
    if (event.usage !== undefined) this.#events.push(event);
    this.#error ||= errorMessage(event, event.type === 'error');
    this.#errorCode ||= errorCode(event, event.type === 'error');
  }

  end(): AnswerFacts {
    return { ...this.#read(this.#events), error: this.#error, errorCode: this.#errorCode };
  }
}
