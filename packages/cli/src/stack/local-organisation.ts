import { type Accounts, createKey, createOrganisation, findOrganisation, listKeys } from '@tallystick/accounts';
import { type KeyKind, signKey } from '@tallystick/log';
import type { Secrets } from './secrets.ts';

/** The organisation that a local run logs into, and a key of each kind. */
export interface LocalOrganisation {
  organisation: string;
  writeKey: string;
  readKey: string;
  adminKey: string;
}

const id = 'local';
const keyName = 'made by dev';

/** Finds the local organisation and its keys, or makes them. A key that was revoked is replaced by a new one. */
export async function localOrganisation(accounts: Accounts, secrets: Secrets): Promise<LocalOrganisation> {
  if (!(await findOrganisation(accounts, id))) await createOrganisation(accounts, { id, name: 'Local' }, Date.now());
  const known = await listKeys(accounts, id);
  const keyOf = async (kind: KeyKind, secret: string): Promise<string> => {
    const key =
      known.find((one) => one.kind === kind && one.name === keyName && one.revokedAt === null) ??
      (await createKey(accounts, { organisationId: id, kind, name: keyName }, Date.now()));
    return signKey({ kind, organisationId: id, keyId: key.id, expiresAt: key.expiresAt }, secret);
  };
  return {
    organisation: id,
    writeKey: await keyOf('w', secrets.KEY_SECRET_WRITE),
    readKey: await keyOf('r', secrets.KEY_SECRET_READ),
    adminKey: await keyOf('a', secrets.KEY_SECRET_ADMIN),
  };
}
