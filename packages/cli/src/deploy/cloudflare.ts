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
    const answer = await this.#ask('GET', path);
    return answer.status === 404 ? undefined : result.parse(resultOf(answer));
  }

  /** @throws CommandError with Cloudflare's own words where it refuses */
  async send<T>(method: 'POST' | 'PATCH', path: string, body: object, result: z.ZodType<T>): Promise<T> {
    return result.parse(resultOf(await this.#ask(method, path, body)));
  }

  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    try {
      const response = await fetch(this.#base + path, {
        method,
        headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
        signal: AbortSignal.timeout(timeout),
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { question: `${method} ${path}`, status: response.status, json: await response.json() };
    } catch (cause) {
      const host = new URL(this.#base).host;
      throw new CommandError(`${host} cannot be reached: check the connection and run it again`, { cause });
    }
  }
}

interface Answer {
  question: string;
  status: number;
  json: unknown;
}

/** @throws CommandError with Cloudflare's own words where it refused */
function resultOf({ question, status, json }: Answer): unknown {
  const answer = envelopeSchema.safeParse(json);
  if (answer.data?.success) return answer.data.result;
  const said = (answer.data?.errors ?? []).map(({ code, message }) => `${message} (code ${code})`).join(', ');
  const refusal = `Cloudflare refuses ${question}: ${said || `HTTP ${status}`}`;
  throw new CommandError(
    status === 401 || status === 403
      ? `${refusal}: the token lacks a permission; docs/deploy.md lists those it needs`
      : refusal,
  );
}
