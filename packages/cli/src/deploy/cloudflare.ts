import * as z from 'zod';
import { CommandError } from '../command-error.ts';

/** Milliseconds. */
const timeout = 30_000;

const envelopeSchema = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.int(), message: z.string() })).nullish(),
  result: z.unknown(),
});

/** One account through Cloudflare's REST API: https://developers.cloudflare.com/api/ */
export class Cloudflare {
  readonly #token: string;
  readonly #base: string;

  /** @param base CLOUDFLARE_API_BASE_URL, which wrangler heeds too */
  constructor(token: string, base = 'https://api.cloudflare.com/client/v4') {
    this.#token = token;
    this.#base = base;
  }

  /**
   * What stands at a path, `undefined` for nothing.
   *
   * @throws CommandError with Cloudflare's own words where it refuses
   */
  async find<T>(path: string, result: z.ZodType<T>): Promise<T | undefined> {
    return this.#ask('GET', path, result);
  }

  /** @throws CommandError with Cloudflare's own words where it refuses */
  async send<T>(method: 'POST' | 'PATCH', path: string, body: object, result: z.ZodType<T>): Promise<T> {
    const made = await this.#ask(method, path, result, body);
    if (made === undefined) throw new CommandError(`Cloudflare does not know ${path}`);
    return made;
  }

  async #ask<T>(method: string, path: string, result: z.ZodType<T>, body?: object): Promise<T | undefined> {
    let response: Response;
    let json: unknown;
    try {
      response = await fetch(this.#base + path, {
        method,
        headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
        signal: AbortSignal.timeout(timeout),
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      json = await response.json();
    } catch (cause) {
      const host = new URL(this.#base).host;
      throw new CommandError(`${host} cannot be reached: check the connection and run it again`, { cause });
    }
    if (response.status === 404 && method === 'GET') return undefined;
    const answer = envelopeSchema.safeParse(json);
    if (answer.success && answer.data.success) return result.parse(answer.data.result);
    const said = (answer.data?.errors ?? []).map(({ code, message }) => `${message} (code ${code})`).join(', ');
    const what = said || `HTTP ${response.status}`;
    if (response.status === 401 || response.status === 403) {
      throw new CommandError(
        `Cloudflare refuses ${method} ${path}: ${what}: the token lacks a permission; docs/deploy.md lists those it needs`,
      );
    }
    throw new CommandError(`Cloudflare refuses ${method} ${path}: ${what}`);
  }
}
