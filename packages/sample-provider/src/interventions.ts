import type { Call } from './endpoint.ts';
import type { Family } from './families.ts';
import { bytes, type Reply } from './reply.ts';

/**
 * What `x-sample-status` and `x-sample-fail-first` ask for instead of the endpoint's own answer; `undefined` when the
 * endpoint shall answer. `fail-first` fails the first calls of an `x-sample-id` only.
 */
export function intervene(family: Family, call: Call): Reply | undefined {
  const { status: asked, 'fail-first': failFirst, id } = call.behaviour;
  if (failFirst !== undefined && call.memory.countCall(id) > failFirst) return undefined;
  const status = asked ?? (failFirst === undefined ? 200 : 500);
  if (status === 200) return undefined;
  if (status >= 400) return family.error(family.documentedError(status), call.behaviour);
  if (status >= 300 && status !== 304) {
    if (call.query.has('redirected')) return undefined;
    return bytes(status, new Uint8Array(), { location: `${call.baseUrl}${call.path}?redirected=1` });
  }
  return bytes(status, new Uint8Array(), {});
}
