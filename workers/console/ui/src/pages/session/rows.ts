import type { SessionAnswer } from '@tallystick/client';

export type Step = SessionAnswer['tree'];
export type Call = Step['calls'][number];

/** A line of the waterfall. */
export type Row =
  | { kind: 'step'; key: string; depth: number; from: number; to: number; step: Step; open: boolean }
  | {
      kind: 'call';
      key: string;
      depth: number;
      /** Unix ms */
      from: number;
      to: number;
      call: Call;
      /** What all calls up to here cost, in the order in which they stand. USD; those that are not known are left out. */
      running: number;
    };

/**
 * The steps and calls of a session as they stand below each other: what lies below a step under it, the earlier first. The root, which
 * is the session itself, has no line.
 *
 * @param closed paths of the steps whose inside is not shown; it still counts
 */
export function rowsOf(tree: Step, closed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  let running = 0;
  const visit = (step: Step, depth: number, shown: boolean) => {
    const calls = step.calls.map((call) => ({ from: Date.parse(call.created_at), call }));
    const children = step.children.map((child) => ({ from: Date.parse(child.started_at), child }));
    for (const one of [...calls, ...children].toSorted((a, b) => a.from - b.from)) {
      if ('call' in one) {
        const { call, from } = one;
        running += Number(call.cost_usd ?? 0);
        const key = `${call.request_id} ${call.attempt}`;
        if (shown) rows.push({ kind: 'call', key, depth, from, to: from + call.latency_ms, call, running });
        continue;
      }
      const { child, from } = one;
      const open = !closed.has(child.path);
      const to = Math.max(from, Date.parse(child.ended_at));
      if (shown) rows.push({ kind: 'step', key: child.path, depth, from, to, step: child, open });
      visit(child, depth + 1, shown && open);
    }
  };
  visit(tree, 0, true);
  return rows;
}

/** All calls of a step and of what lies below it. */
export function callsBelow(step: Step): Call[] {
  return [...step.calls, ...step.children.flatMap(callsBelow)];
}

/** Paths of the steps that lie deep where there are many lines: they begin closed. */
export function closedAtFirst(tree: Step, mostRows = 400, deepest = 2): Set<string> {
  const closed = new Set<string>();
  if (rowsOf(tree, closed).length <= mostRows) return closed;
  const visit = (step: Step, depth: number) => {
    for (const child of step.children) {
      if (depth >= deepest - 1) closed.add(child.path);
      visit(child, depth + 1);
    }
  };
  visit(tree, 0);
  return closed;
}
