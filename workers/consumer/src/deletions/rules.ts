import type { Deletion } from '@tallystick/accounts';

/** What of a call tells whether it is to be deleted. */
export interface Told {
  org_id: string;
  request_id: string;
  session_id: string;
  /** '' where it is not known, or not yet. */
  user_id: string;
  /** Unix ms */
  created_at: number;
}

type Rule = Pick<Deletion, 'organisationId' | 'kind' | 'subject' | 'requestedAt'>;

/** What is to be deleted, to be asked of each call. */
export class DeletionRules<R extends Rule = Rule> {
  /** By organisation, kind and subject: the rule with the latest cut-off. */
  readonly #rules = new Map<string, R>();
  /** Of which organisations users are to be deleted. */
  readonly #ofUsers = new Set<string>();

  constructor(rules: Iterable<R> = []) {
    for (const rule of rules) this.add(rule);
  }

  add(rule: R): void {
    const key = keyOf(rule.organisationId, rule.kind, rule.subject);
    const before = this.#rules.get(key);
    if (!before || before.requestedAt < rule.requestedAt) this.#rules.set(key, rule);
    if (rule.kind === 'user') this.#ofUsers.add(rule.organisationId);
  }

  /** The rule by which a call is to be deleted: its own, whenever it was made; its session's or user's when it was made before. */
  find({ org_id, request_id, session_id, user_id, created_at }: Told): R | undefined {
    if (this.#rules.size === 0) return undefined;
    const called = this.#rules.get(keyOf(org_id, 'call', request_id.toLowerCase()));
    if (called) return called;
    const ofSession = session_id === '' ? undefined : this.#rules.get(keyOf(org_id, 'session', session_id));
    if (ofSession && created_at < ofSession.requestedAt) return ofSession;
    const ofUser = user_id === '' ? undefined : this.#rules.get(keyOf(org_id, 'user', user_id));
    return ofUser && created_at < ofUser.requestedAt ? ofUser : undefined;
  }

  /** Whether an organisation has a rule that asks for users: then a call's body may have to say who that was. */
  asksForUsersOf(organisation: string): boolean {
    return this.#ofUsers.has(organisation);
  }
}

function keyOf(organisation: string, kind: Rule['kind'], subject: string): string {
  return `${organisation}/${kind}/${subject}`;
}
