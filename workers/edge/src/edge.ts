import { missingGuard, readDescription } from '@tallystick/log/headers';
import { uuidv7 } from '@tallystick/log/ids';
import type { Wire } from '@tallystick/providers/registry';
import { Budget } from './budget.ts';
import { allowOrigin } from './cors.ts';
import { type Accepted, exchange } from './exchange.ts';
import { type Caller, KeyRing } from './key-ring.ts';
import { holdsKey, misplacedKey } from './misplaced-key.ts';
import { Outbox } from './outbox.ts';
import { Refusal, refusalResponse } from './refusal.ts';
import { splitHeaders } from './request-headers.ts';
import { Revocations } from './revocations.ts';
import type { Settings } from './settings.ts';
import { refuseSigned } from './signed-call.ts';
import { asksForUsage } from './stream-usage/body-asking-usage.ts';
import { cutUrl, findTarget, isSelf, wireOf } from './target.ts';

/** The platform's services that the edge needs. */
export interface Services {
  queue: Queue;
  objects: R2Bucket;
  database: D1Database;
}

/** What every answer to a call says of it, as far as it is known. */
interface Known {
  requestId: string;
  wire: Wire;
  warnings: readonly string[];
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
    const call: Known = { requestId: '', wire: wireOf(request.headers), warnings: [] };
    let response: Response;
    try {
      response = await this.#pass(request, receivedAt, call, waitUntil);
    } catch (error) {
      call.requestId ||= uuidv7(receivedAt);
      response = refusalResponse(asRefusal(error, call.requestId), call.wire, call.requestId);
    }
    const { headers } = response;
    headers.set('tally-request-id', call.requestId);
    headers.set('helicone-id', call.requestId);
    if (call.warnings.length > 0) headers.set('tally-warning', headerText(call.warnings.join('; ')));
    const origin = request.headers.get('origin');
    if (origin !== null) allowOrigin(headers, origin);
    return response;
  }

  /**
   * Whom a call is for, by its key. The list of revoked keys is read again beside it when that is due.
   *
   * @param authorization `Bearer KEY`
   * @param pathKey the key of `/k/KEY/…`
   * @param now Unix ms
   * @throws Refusal 401 or 403
   */
  identify(
    authorization: string | undefined,
    pathKey: string | undefined,
    now: number,
    waitUntil: (work: Promise<unknown>) => void,
  ): Promise<Caller> {
    if (this.#revocations.isStale(now)) waitUntil(this.#revocations.refresh(now));
    return this.#keys.identify(authorization, pathKey, now);
  }

  /** @param known filled in on the way, so that a refusal has it too @throws Refusal */
  async #pass(
    request: Request,
    receivedAt: number,
    known: Known,
    waitUntil: (work: Promise<unknown>) => void,
  ): Promise<Response> {
    const { own, outgoing, misplacedKey: misplacedIn } = splitHeaders(request.headers);
    const description = readDescription(own);
    const requestId = description.request_id || uuidv7(receivedAt);
    known.requestId = requestId;
    known.warnings = description.warnings;
    const url = cutUrl(request.url);
    const target = findTarget(url, own, request.headers, this.settings.upstreams);
    known.wire = (target instanceof Refusal ? target.wire : target.upstream.wire) ?? known.wire;
    if (misplacedIn !== undefined) throw misplacedKey(`the header ${misplacedIn}`);
    if (holdsKey(url.path)) throw misplacedKey('the path');
    if (holdsKey(url.query)) throw misplacedKey('the query');

    const caller = await this.identify(own.get('auth'), url.key, receivedAt, waitUntil);
    if (target instanceof Refusal) throw target;
    if (target.upstream.wire === 'bedrock') refuseSigned(request.headers, url.query);
    const guard = missingGuard(own);
    if (guard) {
      throw new Refusal(
        501,
        'guard_not_supported',
        `Tally-${guard.name} asks for a check that this edge does not do, so the call was not sent.`,
      );
    }
    if (isSelf(target, url.host)) {
      throw new Refusal(
        508,
        'loop_detected',
        'The upstream of this call is the edge itself, so the call was not sent.',
      );
    }
    const asksUsage = asksForUsage(own);
    const omit = { request: own.asks('omit-request'), response: own.asks('omit-response') };
    return this.#send(
      { request, receivedAt, requestId, caller, target, query: url.query, description, omit, outgoing, asksUsage },
      waitUntil,
    );
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

/** An error that nobody foresaw. The console gets where it was raised, not its message, which may repeat a URL or a header. */
function asRefusal(error: unknown, requestId: string): Refusal {
  if (error instanceof Refusal) return error;
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  console.error(`Call ${requestId} failed in the edge: ${name} ${/^\s+(at .*)$/m.exec(stack)?.[1] ?? ''}`);
  return new Refusal(500, 'internal_error', 'The edge failed on this call. Its logs tell more, under the request id.');
}

/** Text that is safe in a header: what is not printable ASCII may stand in a caller's own header names and values. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
