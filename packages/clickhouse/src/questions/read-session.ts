import type { Filter } from '@tallystick/filter';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { type GroupRow, readGroups } from './groups/read-groups.ts';
import { sessionSteps, stepsSql } from './groups/session-steps.ts';
import { sessions } from './groups/sessions.ts';
import { Parameters } from './parameters.ts';
import { answeredTime, type RequestColumn, requestColumns, selectColumns } from './request-columns.ts';
import { scopeSql } from './scope.ts';
import { type SessionNode, sessionTree } from './session-tree.ts';

export interface SessionQuestion {
  id: string;
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
}

const callColumns = [
  'request_id',
  'created_at',
  'attempt',
  'provider',
  'model',
  'requested_model',
  'status',
  'failed',
  'latency_ms',
  'ttft_ms',
  'prompt_tokens',
  'completion_tokens',
  'cost_usd',
] as const satisfies RequestColumn[];
type CallColumn = (typeof callColumns)[number];
export type SessionCall = { [Column in CallColumn]: z.output<(typeof requestColumns)[Column]> };

export interface SessionFeedback {
  rating: number | null;
  comment: string;
  created_at: string;
}

export interface Session {
  session: GroupRow<ReturnType<typeof sessions>>;
  /** What the session was scored as a whole, the latest of each name, its rating among them. */
  scores: Record<string, number>;
  /** The latest. */
  feedback: SessionFeedback | null;
  tree: SessionNode<GroupRow<ReturnType<typeof sessionSteps>>, SessionCall>;
  /** Whether the session has more calls or steps than the tree. Its figures, and those of its steps, count them all. */
  partial: boolean;
}

/** What a tree has at most, the first of each. */
export const sessionLimits = { calls: 5_000, steps: 5_000 } as const;
/** What was said of a session is told of so many names. */
const mostNames = 1_000;

/**
 * One session: its figures, what was said of it, and its calls by their path.
 *
 * @returns undefined when the organisation has no call of it in this time
 * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
 */
export async function readSession(asker: Asker, question: SessionQuestion): Promise<Session | undefined> {
  const span = await findSpan(asker, question);
  if (!span) return undefined;
  const filter: Filter = { field: 'session_id', op: '=', value: question.id };
  const inOrder = { ...span, filter, sort: { field: 'started_at', direction: 'asc' } } as const;
  const [found, steps, calls, said] = await Promise.all([
    readGroups(asker, sessions, { ...inOrder, limit: 1 }),
    readGroups(asker, sessionSteps, { ...inOrder, limit: sessionLimits.steps }),
    listCalls(asker, { ...question, ...span }),
    listSaid(asker, question.id),
  ]);
  const [session] = found.rows;
  const tree = sessionTree<(typeof steps.rows)[number], SessionCall>(steps.rows, calls.slice(0, sessionLimits.calls));
  if (!session || !tree) return undefined;
  return { session, ...said, tree, partial: steps.next !== undefined || calls.length > sessionLimits.calls };
}

/**
 * When its calls were made. Without FINAL the index on sessions answers alone, and FINAL then has only this time to go through. A row that
 * was deleted may make it longer than it is.
 */
async function findSpan(asker: Asker, { id, from, to }: SessionQuestion) {
  const parameters = new Parameters();
  const [span] = await asker.ask(
    z.object({ calls: z.int(), first: z.int(), last: z.int() }),
    `SELECT count() AS calls, toUnixTimestamp64Milli(min(created_at)) AS first, toUnixTimestamp64Milli(max(created_at)) AS last
     FROM requests
     WHERE ${scopeSql({ organisation: asker.organisation, from, to }, parameters)}
       AND session_id = ${parameters.bind('String', id)}`,
    parameters,
  );
  return span && span.calls > 0 ? { from: span.first, to: span.last + 1 } : undefined;
}

const callSchema = z.object({
  step: z.string(),
  ...(Object.fromEntries(callColumns.map((name) => [name, requestColumns[name]])) as Pick<
    typeof requestColumns,
    CallColumn
  >),
});

/** Attempts in their order, one more than a tree holds. */
async function listCalls(asker: Asker, { id, from, to }: SessionQuestion): Promise<z.output<typeof callSchema>[]> {
  const parameters = new Parameters();
  const limit = sessionLimits.calls + 1;
  return asker.ask(
    callSchema,
    `SELECT ${selectColumns(callColumns, parameters).list}, ${stepsSql}[-1] AS step
     FROM requests FINAL
     WHERE ${scopeSql({ organisation: asker.organisation, from, to }, parameters)}
       AND session_id = ${parameters.bind('String', id)}
     ORDER BY created_at, attempt, isolate_id, isolate_seq
     LIMIT ${parameters.bind('UInt32', limit)}`,
    parameters,
    { rowsAnswered: limit },
  );
}

async function listSaid(asker: Asker, id: string): Promise<Pick<Session, 'scores' | 'feedback'>> {
  const parameters = new Parameters();
  const said = await asker.ask(
    z.object({
      kind: z.enum(['score', 'feedback']),
      name: z.string(),
      score: z.number().nullable(),
      text: z.string().nullable(),
      created_at: answeredTime,
    }),
    `SELECT kind, name, score, text, created_at
     FROM session_edits
     WHERE org_id = ${parameters.bind('String', asker.organisation)} AND session_id = ${parameters.bind('String', id)}
     ORDER BY toUInt128(edit_id) DESC
     LIMIT 1 BY kind, name
     LIMIT ${parameters.bind('UInt32', mostNames)}`,
    parameters,
  );
  const scores = new Map<string, number | null>();
  for (const { name, score } of said) if (!scores.has(name)) scores.set(name, score);
  const feedback = said.find(({ kind }) => kind === 'feedback');
  return {
    scores: Object.fromEntries([...scores].flatMap(([name, score]) => (score === null ? [] : [[name, score]]))),
    feedback: feedback
      ? { rating: feedback.score, comment: feedback.text ?? '', created_at: feedback.created_at }
      : null,
  };
}
