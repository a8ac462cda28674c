import type { Accounts } from '@tallystick/accounts';
import type { ClickHouse } from '@tallystick/clickhouse';
import type { Remembered } from '@tallystick/delivery';
import type { KeyKind } from '@tallystick/log';
import type { Env } from './env.ts';
import type { DeploymentState } from './health/deployment-state.ts';

/** What the routes work with, made of the Worker's bindings. */
export interface Services {
  accounts: Accounts;
  /** @param timeout ms, for the whole of each question @throws TypeError when CLICKHOUSE_URL is no URL */
  clickhouse(timeout: number): ClickHouse;
  objects: R2Bucket;
  queues: Queues;
  /** How everything is, as found out a moment ago. */
  state: Remembered<DeploymentState>;
  /** By kind: the secret that signs new keys, then the one before it, while that still counts. */
  keySecrets: Record<KeyKind, readonly [current: string, previous?: string | undefined]>;
  operatorToken: string;
  /** How many folds of edits this isolate runs now. */
  folding: { now: number };
}

/** The queues on a call's way: live, those handled singly, and those that the platform gave up. */
export interface Queues {
  calls: Queue;
  alone: Queue;
  dead: Queue;
}

/** Who is asking: the deployment's operator, or an organisation with one of its keys. */
export type Caller = { organisationId: string; keyId: string } | 'operator';

/** What hono's context holds for the routes. */
export interface AppEnv {
  Bindings: Env;
  Variables: { services: Services; caller: Caller };
}
