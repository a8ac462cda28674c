import { roles } from '@tallystick/log';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { AppEnv } from '../services.ts';

/**
 * A working day: whoever opens a forgotten laptop the next morning is not signed in. It is not extended, so that what was taken from
 * a browser ends, too. ms
 */
const longest = 12 * 3_600_000;

const claimsSchema = z.object({
  organisation: z.string(),
  role: z.enum(roles),
  actor: z.string(),
  /** What it came of, '' for neither: a key, or the e-mail of an owner who made a link. It ends with that. */
  key_id: z.string(),
  email: z.string(),
});
type SessionClaims = z.infer<typeof claimsSchema>;

/** What a cookie says, signed by this console and not expired. */
interface Session extends SessionClaims {
  /** Unix ms. */
  expiresAt: number;
}

/** Makes and reads the cookies of people who are signed in. */
export interface Sessions {
  /** @param until Unix ms, when what it comes of ends; null for never @param now Unix ms @returns with when it ends, Unix ms */
  start(claims: SessionClaims, until: number | null, now: number): Promise<{ token: string; expiresAt: number }>;
  /** @returns undefined for a token that is not ours, or has expired */
  read(token: string): Promise<Session | undefined>;
}

/**
 * @param secrets that sign admin keys, the current one first: what signs cookies is derived from them, and is changed with them.
 *   Empty ones never match
 */
export function openSessions(secrets: readonly (string | undefined)[]): Sessions {
  const keys = () => Promise.all(secrets.flatMap((secret) => (secret ? [derive(secret)] : [])));
  return {
    async start(claims, until, now) {
      const [key] = await keys();
      if (!key) throw new RangeError('there is no KEY_SECRET_ADMIN to sign cookies with');
      // Whole seconds, as the token has them.
      const expiresAt = Math.floor(Math.min(now + longest, until ?? Number.POSITIVE_INFINITY) / 1000) * 1000;
      const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(expiresAt / 1000);
      return { token: await token.sign(key), expiresAt };
    },
    async read(token) {
      for (const key of await keys()) {
        try {
          const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['exp'] });
          return { ...claimsSchema.parse(payload), expiresAt: Number(payload.exp) * 1000 };
        } catch (error) {
          if (!(error instanceof errors.JOSEError)) throw error;
        }
      }
      return undefined;
    },
  };
}

const encoder = new TextEncoder();

async function derive(secret: string): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
  const how = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode('tallystick session cookie'),
  };
  const hmac = { name: 'HMAC', hash: 'SHA-256', length: 256 };
  return crypto.subtle.deriveKey(how, from, hmac, false, ['sign', 'verify']);
}

const cookie = 'tally_session';

/** Browsers take a cookie with this prefix from https only, and from no other host of the domain. */
function isSecure(c: Context<AppEnv>): boolean {
  return new URL(c.req.url).protocol === 'https:';
}

export function sessionCookie(c: Context<AppEnv>): string | undefined {
  return isSecure(c) ? getCookie(c, cookie, 'host') : getCookie(c, cookie);
}

export function setSessionCookie(c: Context<AppEnv>, token: string, expiresAt: number): void {
  const options = {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: Math.max(0, Math.floor((expiresAt - Date.now()) / 1000)),
  } as const;
  if (isSecure(c)) setCookie(c, cookie, token, { ...options, secure: true, prefix: 'host' });
  else setCookie(c, cookie, token, options);
}

export function dropSessionCookie(c: Context<AppEnv>): void {
  if (isSecure(c)) deleteCookie(c, cookie, { path: '/', secure: true, prefix: 'host' });
  else deleteCookie(c, cookie, { path: '/' });
}
