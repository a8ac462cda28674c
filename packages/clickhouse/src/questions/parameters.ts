import type { QueryParameters } from '../client.ts';

/** Collects the values of a statement, so that none of them ever stands in its text, and what several of its parts read. */
export class Parameters {
  readonly values: QueryParameters = {};
  readonly #placeholders = new Map<string, string>();
  readonly #subqueries = new Map<string, string>();

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

  /** @returns the name by which the statement's conditions know the rows of a subquery */
  share(sql: string): string {
    const name = this.#subqueries.get(sql) ?? `shared${this.#subqueries.size + 1}`;
    this.#subqueries.set(sql, name);
    return name;
  }

  /** A statement with what it shares. */
  statement(sql: string): string {
    if (this.#subqueries.size === 0) return sql;
    const shared = [...this.#subqueries].map(([subquery, name]) => `${name} AS (${subquery})`).join(',\n');
    const [, own] = /^\s*WITH\s(.*)/s.exec(sql) ?? [];
    return own === undefined ? `WITH ${shared}\n${sql}` : `WITH ${shared},\n${own}`;
  }
}
