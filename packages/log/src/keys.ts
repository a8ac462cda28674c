/** What a key may do: `w`rite calls through the edge, `r`ead them in the console, or `a`dminister an organisation. */
export type KeyKind = 'w' | 'r' | 'a';

/** What a key says about itself. The signature is what makes it true. */
export interface KeyClaims {
  kind: KeyKind;
  organisationId: string;
  keyId: string;
  /** Unix time in seconds, 0 for a key that does not expire. */
  expiresAt: number;
}

/** Why a key is refused. `wrong_kind` is a well-formed key of another kind, which is not checked any further. */
export type KeyRefusal = 'malformed' | 'wrong_kind' | 'bad_signature' | 'expired';

export type KeyCheck = { ok: true; claims: KeyClaims } | { ok: false; refusal: KeyRefusal };

/** Organisation and key ids: lower-case letters, digits and hyphens. */
export const idPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

const keyPattern = /^(tally_([wra])_([A-Za-z0-9_-]{4,160}))_([A-Za-z0-9_-]{22})$/;
/** Seconds since 1970. */
const expiryPattern = /^\d{1,12}$/;
const signatureBytes = 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Makes a key: `tally_` + kind + `_` + base64url of "organisation:key:expiry" + `_` + base64url of the first 16 bytes of
 * HMAC-SHA256 over everything before it.
 *
 * @throws RangeError when an id or the expiry is not of its form, or the secret is empty
 */
export async function signKey(claims: KeyClaims, secret: string): Promise<string> {
  if (!idPattern.test(claims.organisationId)) throw new RangeError(`not an organisation id: ${claims.organisationId}`);
  if (!idPattern.test(claims.keyId)) throw new RangeError(`not a key id: ${claims.keyId}`);
  if (!expiryPattern.test(String(claims.expiresAt))) throw new RangeError(`not an expiry: ${claims.expiresAt}`);
  if (!secret) throw new RangeError(`there is no secret to sign ${claims.kind} keys with`);
  const payload = toBase64Url(encoder.encode(`${claims.organisationId}:${claims.keyId}:${claims.expiresAt}`));
  const signed = `tally_${claims.kind}_${payload}`;
  return `${signed}_${await signature(signed, secret)}`;
}

/**
 * Checks a key with one HMAC and no I/O, comparing in constant time.
 *
 * @param secrets the current secret of this kind and, while it is being rotated, the previous one; empty ones never match
 * @param now Unix time in ms
 */
export async function checkKey(
  key: string,
  kind: KeyKind,
  secrets: readonly (string | undefined)[],
  now: number,
): Promise<KeyCheck> {
  const match = keyPattern.exec(key);
  if (!match) return { ok: false, refusal: 'malformed' };
  const [, signed = '', keyKind = '', payload = '', given = ''] = match;
  if (keyKind !== kind) return { ok: false, refusal: 'wrong_kind' };
  const claims = readPayload(kind, payload);
  if (!claims) return { ok: false, refusal: 'malformed' };
  let genuine = false;
  for (const secret of secrets) {
    if (secret && sameText(await signature(signed, secret), given)) genuine = true;
  }
  if (!genuine) return { ok: false, refusal: 'bad_signature' };
  if (claims.expiresAt !== 0 && claims.expiresAt * 1000 <= now) return { ok: false, refusal: 'expired' };
  return { ok: true, claims };
}

function readPayload(kind: KeyKind, payload: string): KeyClaims | undefined {
  const bytes = fromBase64Url(payload);
  if (!bytes) return undefined;
  const [organisationId = '', keyId = '', expiry = '', ...rest] = decoder.decode(bytes).split(':');
  if (rest.length > 0 || !idPattern.test(organisationId) || !idPattern.test(keyId) || !expiryPattern.test(expiry)) {
    return undefined;
  }
  return { kind, organisationId, keyId, expiresAt: Number(expiry) };
}

const importedSecrets = new Map<string, ReturnType<typeof crypto.subtle.importKey>>();

async function signature(text: string, secret: string): Promise<string> {
  let imported = importedSecrets.get(secret);
  if (!imported) {
    imported = crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
    ]);
    importedSecrets.set(secret, imported);
  }
  const mac = await crypto.subtle.sign('HMAC', await imported, encoder.encode(text));
  return toBase64Url(new Uint8Array(mac, 0, signatureBytes));
}

/**
 * Looks at every character whatever the first difference, so that the time taken tells nothing about the signature. Text is
 * compared, not the bytes it stands for: of those, several spellings in base64 mean the same.
 */
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
