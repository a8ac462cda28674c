import { deepestStep } from './groups/session-steps.ts';

/** A step of a session with its own calls, and what lies below it. */
export type SessionNode<Step, Call> = Step & {
  /** The last part of its path; empty for the root. */
  name: string;
  calls: Call[];
  children: SessionNode<Step, Call>[];
};

/**
 * Puts the steps of a session below each other, and its calls where they belong.
 *
 * @param steps each after the one above it, the root (`/`) first; children keep their order
 * @param calls with the path of their step; those whose step is not there are left out
 * @returns undefined where there are no steps
 */
export function sessionTree<Step extends { path: string }, Call>(
  steps: readonly Step[],
  calls: readonly (Call & { step: string })[],
): SessionNode<Step, Call> | undefined {
  const nodes = new Map<string, SessionNode<Step, Call>>();
  for (const step of steps) {
    const parts = step.path.split('/').slice(1);
    const above = `/${parts.slice(0, Math.min(parts.length, deepestStep) - 1).join('/')}`;
    const name = step.path.slice(above === '/' ? 1 : above.length + 1);
    const node = { ...step, name, calls: [], children: [] };
    nodes.set(step.path, node);
    if (name !== '') nodes.get(above)?.children.push(node);
  }
  for (const { step, ...call } of calls) nodes.get(step)?.calls.push(call as unknown as Call);
  return nodes.get('/');
}
