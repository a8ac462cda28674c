import type { Priced } from './price-call.ts';

export interface Described extends Priced {
  userId: string;
  properties: Record<string, string>;
}

/** Says who made the call: a header's word before the body's, the call's own properties before its key's. */
export function describe(log: Priced): Described {
  return {
    ...log,
    userId: log.call.user_id || log.facts.userId,
    properties: { ...log.defaultProperties, ...log.call.properties },
  };
}
