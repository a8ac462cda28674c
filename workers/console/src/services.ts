import type { Accounts } from '@tallystick/accounts';
import type { ClickHouse } from '@tallystick/clickhouse';
import type { Remembered } from '@tallystick/delivery';
import type { KeyKind, Role } from '@tallystick/log';
import type { StoredPriceList } from '@tallystick/pricing/stored-list';
import type { Env } from './env.ts';
import type { DeploymentState } from './health/deployment-state.ts';
import type { Access } from './sign-in/access.ts';
import type { Sessions } from './sign-in/sessions.ts';
import type { Verification } from './verify/verification.ts';

/** What the routes work with, made of the Worker's bindings. */
export interface Services {
  accounts: Accounts;
  /** @param timeout ms, for the whole of each question @throws TypeError when CLICKHOUSE_URL is no URL */
  clickhouse(timeout: number): ClickHouse;
  objects: R2Bucket;
  queues: Queues;
  /** What calls are priced by. */
  priceList: StoredPriceList;
  /** How everything is, as found out a moment ago. */
  state: Remembered<DeploymentState>;
  /** What was missing of the last 24 hours, as found out a few minutes ago; undefined where that could not be told. */
  gaps: Remembered<Verification | undefined>;
  /** By kind: the secret that signs new keys, then the one before it, while that still counts. */
  keySecrets: Record<KeyKind, readonly [current: string, previous?: string | undefined]>;
  operatorToken: string;
  sessions: Sessions;
  /** Cloudflare Access, where it stands before the console. */
  access: Access | undefined;
  /** Where calls are sent; '' where the console is not told. */
  edgeUrl: string;
  /** How many folds of edits this isolate runs now. */
  folding: { now: number };
}

/** The queues on a call's way: live, those handled singly, and those that the platform gave up. */
export interface Queues {
  calls: Queue;
  alone: Queue;
  dead: Queue;
}

/** An organisation's key in a request's header, or a person who is signed in. */
export interface Principal {
  organisationId: string;
  /** '' for a person who came by none. */
  keyId: string;
  /** As audit lines call it: an e-mail, a key's name, or whose sign-in link it was. */
  actor: string;
  /** The e-mail by which it is let in, '' for none. */
  email: string;
  /** A read key's is that of a member, an admin key's that of an owner; a write key has none. */
  role: Role | undefined;
  /** Unix ms; null for a key that does not expire. */
  expiresAt: number | null;
}

/** Who is asking: the deployment's operator, or somebody of an organisation. */
export type Caller = Principal | 'operator';

/** What hono's context holds for the routes. */
export interface AppEnv {
  Bindings: Env;
  Variables: { services: Services; caller: Caller };
}
