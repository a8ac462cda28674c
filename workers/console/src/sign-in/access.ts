import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { ApiError } from '../api-error.ts';

/** https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/ */
export const assertionHeader = 'Cf-Access-Jwt-Assertion';

/** Cloudflare Access in front of the console. */
export interface Access {
  /**
   * @param assertion the token that Access adds to each request it lets through
   * @returns the e-mail that it vouches for, in lower case, and until when (Unix ms)
   * @throws ApiError for a token that is not meant for this console, and while the keys of Access cannot be read
   */
  verify(assertion: string): Promise<{ email: string; expiresAt: number }>;
}

/**
 * @param teamDomain `https://TEAM.cloudflareaccess.com`
 * @param audience the tag of the application
 * @returns undefined unless both are given
 */
export function openAccess(teamDomain: string, audience: string): Access | undefined {
  if (teamDomain === '' || audience === '') return undefined;
  const issuer = teamDomain.replace(/\/$/, '');
  const keys = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`));
  return {
    async verify(assertion) {
      const { payload } = await jwtVerify(assertion, keys, {
        issuer,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
      }).catch((error: unknown) => {
        throw isRefusal(error)
          ? new ApiError('unauthorized', `the token of Cloudflare Access is not good here: ${error.message}`)
          : keysAway(error);
      });
      if (typeof payload.email !== 'string') {
        throw new ApiError(
          'unauthorized',
          'the token of Cloudflare Access names no e-mail: programs send a key instead',
        );
      }
      return { email: payload.email.toLowerCase(), expiresAt: Number(payload.exp) * 1000 };
    },
  };
}

/** The token is to blame, not the way to the keys. */
function isRefusal(error: unknown): error is errors.JOSEError {
  return (
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWKSNoMatchingKey
  );
}

function keysAway(error: unknown): ApiError {
  console.error({ event: 'access_keys_unread', error: String(error) });
  return new ApiError('unavailable', 'the keys of Cloudflare Access cannot be read: ACCESS_TEAM_DOMAIN names where');
}
