import type { QueryParameters } from '../client.ts';

/** Collects the values of a statement, so that none of them ever stands in its text. */
export class Parameters {
  readonly values: QueryParameters = {};
  readonly #placeholders = new Map<string, string>();

  /**
   * ClickHouse takes a thousand of them, so equal ones are one.
   *
   * @returns what stands for the value, `{p1:String}`
   */
  bind(type: string, value: unknown): string {
    const key = `${type} ${JSON.stringify(value)}`;
    const before = this.#placeholders.get(key);
    if (before !== undefined) return before;
    const name = `p${this.#placeholders.size + 1}`;
    const placeholder = `{${name}:${type}}`;
    this.values[name] = value;
    this.#placeholders.set(key, placeholder);
    return placeholder;
  }
}
