import type { MiddlewareHandler } from 'hono';
import { ApiError } from '../api-error.ts';
import type { AppEnv } from '../services.ts';
import { assertionHeader } from './access.ts';
import { sessionCookie } from './sessions.ts';

/**
 * Refuses what another site makes a browser do. Browsers add cookies (those of Cloudflare Access, too) to whatever a page sends, and say
 * which page it was; a key in a header is never added by a browser.
 */
export const ownOrigin: MiddlewareHandler<AppEnv> = async (c, next) => {
  const isAsking = /^(GET|HEAD|OPTIONS)$/.test(c.req.method);
  const hasKey = c.req.header('authorization') !== undefined;
  const isSignedIn = sessionCookie(c) !== undefined || c.req.header(assertionHeader) !== undefined;
  const { origin } = new URL(c.req.url);
  if (!isAsking && !hasKey && isSignedIn && c.req.header('origin') !== origin) {
    throw new ApiError(
      'forbidden',
      `who is signed in may change things from ${origin} only, as the header Origin says; programs send a key instead`,
    );
  }
  await next();
};
