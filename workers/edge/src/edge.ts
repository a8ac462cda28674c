import { missingGuard, readDescription } from '@tallystick/log/headers';
import { uuidv7 } from '@tallystick/log/ids';
import type { Wire } from '@tallystick/providers/registry';
import { Budget } from './budget.ts';
import { allowOrigin } from './cors.ts';
import { type Accepted, exchange } from './exchange.ts';
import { KeyRing } from './key-ring.ts';
import { Outbox } from './outbox.ts';
import { Refusal, refusalResponse } from './refusal.ts';
import { splitHeaders } from './request-headers.ts';
import { Revocations } from './revocations.ts';
import type { Settings } from './settings.ts';
import { cutUrl, findTarget, isSelf, wireOf } from './target.ts';

/** The platform's services that the edge needs. */
export interface Services {
  queue: Queue;
  objects: R2Bucket;
  database: D1Database;
}

/** What one isolate keeps between calls. */
export class Edge {
  readonly settings: Settings;
  readonly budget: Budget;
  readonly outbox: Outbox;
  readonly #revocations: Revocations;
  readonly #keys: KeyRing;

  constructor(settings: Settings, services: Services) {
    this.settings = settings;
    this.budget = new Budget(settings.captureBudget);
    this.outbox = new Outbox(services.queue, services.objects);
    this.#revocations = new Revocations(services.database);
    this.#keys = new KeyRing(settings.keySecrets, settings.keylessOrganisation, this.#revocations);
  }

  /** Answers one call: passes it on, or refuses it in its provider's own error shape. */
  async handle(request: Request, waitUntil: (work: Promise<unknown>) => void): Promise<Response> {
    const receivedAt = Date.now();
    const { own, outgoing } = splitHeaders(request.headers);
    const description = readDescription(own);
    const requestId = description.request_id || uuidv7(receivedAt);
    let wire: Wire = wireOf(request.headers);
    let response: Response;
    try {
      const url = cutUrl(request.url);
      const target = findTarget(url, own, request.headers, this.settings.upstreams);
      wire = target.upstream.wire;
      if (this.#revocations.isStale(receivedAt)) waitUntil(this.#revocations.refresh(receivedAt));
      const caller = await this.#keys.identify(own.get('auth'), url.key, receivedAt);
      const guard = missingGuard(own);
      if (guard) {
        throw new Refusal(
          501,
          'guard_not_supported',
          `Tally-${guard.name} asks for a check that this edge does not do, so the call was not sent.`,
        );
      }
      if (isSelf(target.upstream, url.host, this.settings.upstreams)) {
        throw new Refusal(
          508,
          'loop_detected',
          'The upstream of this call is the edge itself, so the call was not sent.',
        );
      }
      response = await this.#send(
        { request, receivedAt, requestId, caller, target, query: url.query, description, own, outgoing },
        waitUntil,
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response = refusalResponse(error, wire, requestId);
    }
    const { headers } = response;
    headers.set('tally-request-id', requestId);
    headers.set('helicone-id', requestId);
    if (description.warnings.length > 0) headers.set('tally-warning', headerText(description.warnings.join('; ')));
    const origin = request.headers.get('origin');
    if (origin !== null) allowOrigin(headers, origin);
    return response;
  }

  /** Resolves with the answer, while its end and its log are still being waited for. */
  #send(accepted: Accepted, waitUntil: (work: Promise<unknown>) => void): Promise<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const work = exchange(accepted, this, resolve);
    work.catch(reject);
    waitUntil(work);
    return promise;
  }
}

/** Text that is safe in a header: what is not printable ASCII may stand in a caller's own header names and values. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
