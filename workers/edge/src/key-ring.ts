import { checkKey, type KeyClaims, type KeyRefusal } from '@tallystick/log/keys';
import { Refusal } from './refusal.ts';
import type { Revocations } from './revocations.ts';

/** Whom a call is logged for. `keyId` is '' for a call without a key. */
export interface Caller {
  organisationId: string;
  keyId: string;
}

const cacheSize = 1000;

const refusals: Record<KeyRefusal, { status: 401 | 403; code: string; message: string }> = {
  malformed: {
    status: 401,
    code: 'invalid_tally_key',
    message: 'The Tallystick key is malformed. Check that the Tally-Auth header holds the whole key: Bearer tally_w_…',
  },
  wrong_kind: {
    status: 403,
    code: 'wrong_tally_key_kind',
    message: 'This Tallystick key cannot log calls: a write key is needed, one that begins with tally_w_.',
  },
  bad_signature: {
    status: 401,
    code: 'invalid_tally_key',
    message: 'The Tallystick key is not valid here. It may be mistyped, or belong to another deployment.',
  },
  expired: {
    status: 401,
    code: 'expired_tally_key',
    message: 'The Tallystick key has expired. Create another one with `tally keys create`.',
  },
};

/** Checks write keys, and remembers in this isolate the ones that held. */
export class KeyRing {
  readonly #secrets: readonly (string | undefined)[];
  readonly #keylessOrganisation: string | undefined;
  readonly #revocations: Revocations;
  readonly #verified = new Map<string, KeyClaims>();

  constructor(
    secrets: readonly (string | undefined)[],
    keylessOrganisation: string | undefined,
    revocations: Revocations,
  ) {
    this.#secrets = secrets;
    this.#keylessOrganisation = keylessOrganisation;
    this.#revocations = revocations;
  }

  /**
   * Where two keys are given, both must hold, and the header's is the caller's.
   *
   * @param authorization what Tally-Auth says, `Bearer KEY`
   * @param pathKey the key of `/k/KEY/…`
   * @param now Unix time in ms
   * @throws Refusal 401 or 403
   */
  async identify(authorization: string | undefined, pathKey: string | undefined, now: number): Promise<Caller> {
    const byPath = pathKey === undefined ? undefined : await this.#claims(pathKey, now);
    if (authorization !== undefined) return this.#claims(authorization.replace(/^bearer\s+/i, ''), now);
    if (byPath) return byPath;
    if (this.#keylessOrganisation !== undefined) return { organisationId: this.#keylessOrganisation, keyId: '' };
    throw new Refusal(
      401,
      'missing_tally_key',
      'A Tallystick key is needed, beside the provider’s own: send the header Tally-Auth: Bearer tally_w_…',
    );
  }

  async #claims(key: string, now: number): Promise<KeyClaims> {
    const claims = this.#remembered(key, now) ?? (await this.#check(key, now));
    if (this.#revocations.has(claims.keyId)) {
      throw new Refusal(401, 'revoked_tally_key', 'The Tallystick key has been revoked.');
    }
    return claims;
  }

  #remembered(key: string, now: number): KeyClaims | undefined {
    const claims = this.#verified.get(key);
    return claims && (claims.expiresAt === 0 || claims.expiresAt * 1000 > now) ? claims : undefined;
  }

  async #check(key: string, now: number): Promise<KeyClaims> {
    const check = await checkKey(key, 'w', this.#secrets, now);
    if (!check.ok) {
      const { status, code, message } = refusals[check.refusal];
      throw new Refusal(status, code, message);
    }
    if (this.#verified.size >= cacheSize) this.#verified.clear();
    this.#verified.set(key, check.claims);
    return check.claims;
  }
}
