import type { OwnHeaders } from '@tallystick/log/headers';
import type { Wire } from '@tallystick/providers/registry';
import { Refusal } from './refusal.ts';
import { isBase, type Upstream, type Upstreams } from './upstreams.ts';

/** A request's URL, cut where the rules of routing cut it; the rest stays as the caller wrote it. */
export interface EdgeUrl {
  /** With the port, in lower case. */
  host: string;
  /** From the first slash, without the key and without the query. */
  path: string;
  /** '' or from the question mark. */
  query: string;
  /** The key of `/k/KEY/…`. */
  key: string | undefined;
}

/** Cuts a URL without parsing and writing it again, so that the provider gets the caller's own spelling. */
export function cutUrl(url: string): EdgeUrl {
  const hostAt = url.indexOf('//') + 2;
  const pathAt = url.indexOf('/', hostAt);
  const queryAt = url.indexOf('?', pathAt);
  const end = queryAt === -1 ? url.length : queryAt;
  const cut = { host: url.slice(hostAt, pathAt).toLowerCase(), query: url.slice(end) };
  const path = url.slice(pathAt, end);
  if (!path.startsWith('/k/')) return { ...cut, path, key: undefined };
  const keyEnd = path.indexOf('/', 3);
  return { ...cut, path: keyEnd === -1 ? '/' : path.slice(keyEnd), key: path.slice(3, keyEnd === -1 ? end : keyEnd) };
}

/** Which upstream a call is for, and the path that is appended to the upstream's origin. */
export interface Target {
  upstream: Upstream;
  path: string;
}

/**
 * Finds the target by host label, first path segment, or, on the bare domain, by what the SDKs of the big providers send.
 *
 * @throws Refusal 404 for an address that means nothing; 400 and 403 for a gateway target that makes no sense or is not allowed
 */
export function findTarget(url: EdgeUrl, own: OwnHeaders, headers: Headers, upstreams: Upstreams): Target {
  const label = url.host.slice(0, Math.max(0, url.host.indexOf('.')));
  const labelled = upstreams.byLabel(label);
  if (labelled) return { upstream: labelled, path: url.path };
  // An edge may well be called gateway.example.com: its label means the gateway only together with a target.
  if (label === 'gateway' && targetUrl(own) !== undefined) return gateway(url.path, own, headers, upstreams);

  const [segment, rest] = cutSegment(url.path);
  if (segment === 'gateway') return gateway(rest, own, headers, upstreams);
  if (segment === 'sample') {
    const [slug, sampleRest] = cutSegment(rest);
    const sample = upstreams.sample(slug);
    if (sample) return { upstream: sample, path: sampleRest };
  }
  const upstream = upstreams.bySlug(segment) ?? bareDomain(url.path, headers, upstreams);
  if (upstream) return { upstream, path: upstreams.bySlug(segment) ? rest : url.path };
  throw new Refusal(
    404,
    'unknown_route',
    `Nothing is served at this address. Put a provider's name in front of its own path (/openai/v1/chat/completions, ` +
      `/anthropic/v1/messages); known here: ${upstreams.slugs().join(', ')}. Other forms: the provider as host label ` +
      '(anthropic.your-edge/v1/messages), /gateway/… with a Tally-Target-URL header, the bare /v1/… for the OpenAI and ' +
      'Anthropic SDKs, and /k/KEY/ in front of any of them.',
  );
}

/** Whether a target is the edge itself, by its own name or by one of its host labels. */
export function isSelf({ host }: Upstream, edgeHost: string, upstreams: Upstreams): boolean {
  return withoutLabel(host) === withoutLabel(edgeHost);

  function withoutLabel(host: string): string {
    const dot = host.indexOf('.');
    const label = host.slice(0, Math.max(0, dot));
    return label === 'gateway' || upstreams.byLabel(label) ? host.slice(dot + 1) : host;
  }
}

/** The wire that a request speaks by its headers, for answers to calls whose provider is not known. */
export function wireOf(headers: Headers): Wire {
  return headers.has('anthropic-version') ? 'anthropic' : 'openai';
}

function bareDomain(path: string, headers: Headers, upstreams: Upstreams): Upstream | undefined {
  if (headers.has('anthropic-version')) return upstreams.bySlug('anthropic');
  if (path.startsWith('/v1beta/') || headers.has('x-goog-api-key')) return upstreams.bySlug('google');
  return path.startsWith('/v1/') ? upstreams.bySlug('openai') : undefined;
}

function gateway(path: string, own: OwnHeaders, headers: Headers, upstreams: Upstreams): Target {
  const given = targetUrl(own);
  if (given === undefined) {
    throw new Refusal(
      400,
      'missing_target',
      'A call to /gateway/… needs a Tally-Target-URL header with the provider’s URL.',
    );
  }
  const target = URL.parse(given);
  if (!target || !isBase(target)) {
    throw new Refusal(
      400,
      'invalid_target',
      'Tally-Target-URL must be an http(s) URL, optionally with a base path, without user, query and fragment.',
    );
  }
  const upstream = upstreams.atTarget(target, wireOf(headers));
  if (upstream) return { upstream, path };
  throw new Refusal(
    403,
    'target_not_allowed',
    `${target.origin} is not on this edge’s allow-list. Its operator can add it to GATEWAY_TARGETS.`,
  );
}

function targetUrl(own: OwnHeaders): string | undefined {
  return own.get('target-url') ?? own.get('openai-api-base');
}

/** `/openai/v1/models` → `openai` and `/v1/models`. */
function cutSegment(path: string): [segment: string, rest: string] {
  const end = path.indexOf('/', 1);
  return end === -1 ? [path.slice(1), ''] : [path.slice(1, end), path.slice(end)];
}
