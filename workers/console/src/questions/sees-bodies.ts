import { ApiError } from '../api-error.ts';
import type { Caller } from '../services.ts';

/** Whether somebody may see what calls say. */
export function seesBodies(caller: Caller): boolean {
  return caller === 'operator' || caller.role !== 'viewer';
}

/** @param what needs them, in the plural @throws ApiError for a caller who does not see them */
export function requireBodies(caller: Caller, what: string): void {
  if (!seesBodies(caller)) {
    throw new ApiError('forbidden', `${what} need a role that sees the bodies of calls: a viewer does not`);
  }
}
