import { type Decoded, Rejection } from '@tallystick/delivery';
import type { OwnPrices } from '@tallystick/pricing';
import type { KnownAccounts } from '../accounts-cache.ts';

export interface Authenticated extends Decoded {
  /** The properties that the key gives to every call made with it. */
  defaultProperties: Readonly<Record<string, string>>;
  /** What models cost the organisation by its own word. */
  ownPrices: OwnPrices;
}

/** Which times are taken, in Unix ms. */
export interface Period {
  from: number;
  to: number;
}

/**
 * Checks that the call is for an organisation that exists, was made with a write key of its own that was not revoked by
 * then, and at a time that is stored. That the key was genuine, the edge has checked.
 *
 * @throws Rejection
 */
export function authenticate(log: Decoded, accounts: KnownAccounts, period: Period): Authenticated {
  const { org_id, key_id, created_at } = log.call;
  if (created_at < period.from) throw new Rejection('too_old', 'the call was made before what is kept');
  if (created_at > period.to) throw new Rejection('in_the_future', 'the call was made in the future');
  const ownPrices = accounts.organisations.get(org_id);
  if (!ownPrices) throw new Rejection('unknown_organisation', `there is no organisation ${org_id}`);
  if (key_id === '') return { ...log, defaultProperties: {}, ownPrices };
  const key = accounts.keys.get(key_id);
  if (key?.organisationId !== org_id) throw new Rejection('unknown_key', `${org_id} has no key ${key_id}`);
  if (key.kind !== 'w') throw new Rejection('wrong_key_kind', `the key ${key_id} is not a write key`);
  if (key.revokedAt !== null && key.revokedAt <= created_at) {
    throw new Rejection('revoked_key', `the key ${key_id} was revoked before the call`);
  }
  return { ...log, defaultProperties: key.defaultProperties, ownPrices };
}
