import type { QueryParameters } from '../client.ts';

/** Collects the values of a statement, so that none of them ever stands in its text. */
export class Parameters {
  readonly values: QueryParameters = {};
  #count = 0;

  /** @returns the place that stands for the value, `{p1:String}` */
  bind(type: string, value: unknown): string {
    this.#count++;
    const name = `p${this.#count}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}
