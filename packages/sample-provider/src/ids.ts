import { randomBytes } from 'node:crypto';

/** An id such as providers give: a prefix that says of what, then random hexadecimal digits. */
export function newId(prefix: string): string {
  return prefix + randomBytes(12).toString('hex');
}

/** Unix time in seconds, as OpenAI dates things. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
