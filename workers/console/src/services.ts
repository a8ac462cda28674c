import type { Accounts } from '@tallystick/accounts';
import type { KeyKind } from '@tallystick/log';
import type { Env } from './env.ts';

/** What the routes work with, made of the Worker's bindings. */
export interface Services {
  accounts: Accounts;
  /** By kind: the secret that signs new keys, then the one before it, while that still counts. */
  keySecrets: Record<KeyKind, readonly [current: string, previous?: string | undefined]>;
  operatorToken: string;
}

/** Who is asking: the deployment's operator, or an organisation with one of its keys. */
export type Caller = { organisationId: string } | 'operator';

/** What hono's context holds for the routes. */
export interface AppEnv {
  Bindings: Env;
  Variables: { services: Services; caller: Caller };
}
