import { within } from './within.ts';

/** What a part of the deployment said when it was asked how it is, or why it said nothing. `latency` in ms. */
export type Probe<T> =
  | { reachable: true; latency: number; found: T }
  | { reachable: false; latency: number; error: unknown };

/** Asks a part of the deployment how it is. Never rejects; the error is for the console, and no more than its kind for others. */
export async function probe<T>(milliseconds: number, ask: () => Promise<T>): Promise<Probe<T>> {
  const start = Date.now();
  try {
    const found = await within(milliseconds, ask());
    return { reachable: true, latency: Date.now() - start, found };
  } catch (error) {
    console.error({ event: 'probe_failed', message: error instanceof Error ? error.message : String(error) });
    return { reachable: false, latency: Date.now() - start, error };
  }
}
