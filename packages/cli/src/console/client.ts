import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { ConsoleAccess } from './access.ts';

const errorSchema = z.object({ error: z.object({ message: z.string() }) });
const problemSchema = z.object({ code: z.string().default(''), message: z.string() });
/** /v1/health refuses with its report, whose problems say what to do. */
const downSchema = z.object({ problems: z.tuple([problemSchema], problemSchema) });

/** What the console needs does not answer. Its message is that of the first problem. */
export class DownError extends CommandError {
  readonly problems: readonly z.infer<typeof problemSchema>[];

  constructor({ problems }: z.infer<typeof downSchema>) {
    super(problems[0].message);
    this.problems = problems;
  }
}

/** D1 answers in a few milliseconds; a Worker far away, just deployed, in a second or two. ms */
const defaultTimeout = 30_000;

export interface ConsoleRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/v1` on. */
  path: string;
  query?: Record<string, string | undefined>;
  body?: object;
  /** ms */
  timeout?: number;
  /** What to say when it takes longer than that. */
  late?: string;
}

/**
 * Asks the console Worker, here or deployed.
 *
 * @param answer what a good answer looks like
 * @throws CommandError with the console's own words where it refuses; a DownError for a report of health
 */
export async function askConsole<T>(access: ConsoleAccess, request: ConsoleRequest, answer: z.ZodType<T>): Promise<T> {
  const { origin, ok, status, bytes } = await send(access, request);
  const json = parseJson(bytes);
  const parsed = answer.safeParse(json);
  if (ok && parsed.success) return parsed.data;
  throw refusal(origin, status, json);
}

/**
 * Takes bytes from the console Worker as they are.
 *
 * @throws CommandError with the console's own words where it refuses
 */
export async function download(access: ConsoleAccess, request: ConsoleRequest): Promise<Uint8Array<ArrayBuffer>> {
  const { origin, ok, status, bytes } = await send(access, request);
  if (ok) return bytes;
  throw refusal(origin, status, parseJson(bytes));
}

async function send(
  access: ConsoleAccess,
  { method, path, query = {}, body, timeout = defaultTimeout, late = access.unreachable }: ConsoleRequest,
) {
  const url = new URL(access.url.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  try {
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${access.token}`, 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(timeout),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { origin: url.origin, ok: response.ok, status: response.status, bytes };
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError';
    throw new CommandError(isLate ? late : access.unreachable, { cause });
  }
}

function refusal(origin: string, status: number, json: unknown): CommandError {
  const refused = errorSchema.safeParse(json);
  if (refused.success) return new CommandError(refused.data.error.message);
  const down = downSchema.safeParse(json);
  if (down.success) return new DownError(down.data);
  return new CommandError(`${origin} answers ${status}, but not as a Tallystick console does`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
