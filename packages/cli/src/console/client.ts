import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { ConsoleAccess } from './access.ts';

const errorSchema = z.object({ error: z.object({ message: z.string() }) });

/** Milliseconds. D1 answers in a few; a Worker far away, just deployed, in a second or two. */
const timeout = 30_000;

export interface ConsoleRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** From `/v1` on. */
  path: string;
  query?: Record<string, string | undefined>;
  body?: object;
}

/**
 * Asks the console Worker, here or deployed.
 *
 * @param answer what a good answer looks like
 * @throws CommandError with the console's own words where it refuses
 */
export async function askConsole<T>(access: ConsoleAccess, request: ConsoleRequest, answer: z.ZodType<T>): Promise<T> {
  const url = new URL(access.url.replace(/\/$/, '') + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: request.method,
      headers: { Authorization: `Bearer ${access.token}`, 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(timeout),
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    });
    text = await response.text();
  } catch (cause) {
    throw new CommandError(access.unreachable, { cause });
  }
  const json = parseJson(text);
  const parsed = answer.safeParse(json);
  if (response.ok && parsed.success) return parsed.data;
  const refusal = errorSchema.safeParse(json);
  if (refusal.success) throw new CommandError(refusal.data.error.message);
  throw new CommandError(`${url.origin} answers ${response.status}, but not as a Tallystick console does`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
