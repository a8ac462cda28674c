import type { OwnHeaders } from '@tallystick/log/headers';
import { type OwnHost, ownHosts, providers, regionOf, type Wire } from '@tallystick/providers/registry';
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
  // A base URL that ends in a slash makes a client write two.
  const prefix = /^\/+k\//.exec(path)?.[0];
  if (prefix === undefined) return { ...cut, path, key: undefined };
  const keyEnd = path.indexOf('/', prefix.length);
  if (keyEnd === -1) return { ...cut, path: '/', key: path.slice(prefix.length) };
  return { ...cut, path: path.slice(keyEnd), key: path.slice(prefix.length, keyEnd) };
}

/** Which upstream a call is for, and the path that is appended to the upstream's base. */
export interface Target {
  upstream: Upstream;
  path: string;
  /** Whether the first label of the edge's host said where the call goes. */
  byLabel: boolean;
}

/**
 * Finds the target by host label, first path segment, or, on the bare domain, by what the SDKs of the big providers send.
 *
 * A refusal is returned, not thrown: what this edge knows and allows is told to callers that have been identified.
 *
 * @returns or a refusal: 404 for an address that means nothing; 400 and 403 for a named target that makes no sense, cannot be
 *   combined with the address, or is not allowed; 400 for a path that would not be sent as it stands
 */
export function findTarget(url: EdgeUrl, own: OwnHeaders, headers: Headers, upstreams: Upstreams): Target | Refusal {
  const target = findUpstream(url, own, headers, upstreams);
  if (target instanceof Refusal || isSentAsItStands(target)) return target;
  return new Refusal(
    400,
    'invalid_path',
    'The path of this call holds dot segments, a backslash or a fragment, so another one would be sent in its place.',
  );
}

function findUpstream(url: EdgeUrl, own: OwnHeaders, headers: Headers, upstreams: Upstreams): Target | Refusal {
  const named = own.get('target-url') ?? own.get('openai-api-base');
  const label = url.host.slice(0, Math.max(0, url.host.indexOf('.')));
  const labelled = upstreams.byLabel(label);
  // An edge may well be called gateway.example.com: its label means the gateway only together with a target.
  const byLabel = labelled !== undefined || (label === 'gateway' && named !== undefined);
  if (byLabel && named !== undefined) return namedTarget(named, url.path, byLabel, headers, upstreams);
  if (labelled) return inItsRegion({ upstream: labelled, path: url.path, byLabel });
  // Before anything else is made of the path: what is meant for one's own host must not go to another.
  const [segment, rest] = cutSegment(url.path);
  const labelledHost = ownHosts.get(label);
  const ownHost = labelledHost ?? ownHosts.get(segment);
  if (ownHost && !upstreams.bySlug(ownHost.slug)) {
    const target = atOwnHost(ownHost, labelledHost ? url.path : rest, labelledHost !== undefined);
    return named !== undefined && !(target instanceof Refusal) ? targetNotApplicable : target;
  }
  if (segment === 'gateway') return namedTarget(named, rest, byLabel, headers, upstreams);
  const chosen = chosenByPath(segment, rest, upstreams);
  const bare = chosen ? undefined : bareDomain(url.path, headers, upstreams);
  if (bare && named !== undefined) return namedTarget(named, url.path, byLabel, headers, upstreams);
  if (named !== undefined) return targetNotApplicable;
  if (chosen) return inItsRegion(chosen);
  return bare ? { upstream: bare, path: url.path, byLabel } : unknownRoute;
}

/** The address names its provider itself: `/openai/…`, or `/sample/openai/…` where there is a sample provider. */
function chosenByPath(segment: string, rest: string, upstreams: Upstreams): Target | undefined {
  if (segment === 'sample') {
    const [slug, sampleRest] = cutSegment(rest);
    const sample = upstreams.sample(slug);
    if (sample) return { upstream: sample, path: sampleRest, byLabel: false };
  }
  const upstream = upstreams.bySlug(segment);
  return upstream && { upstream, path: rest, byLabel: false };
}

const targetNotApplicable = new Refusal(
  400,
  'target_not_applicable',
  'This address and the Tally-Target-URL (or OpenAI-Api-Base) header cannot be combined, so the call was not sent. Call ' +
    '/gateway/… with the header, or leave the header out.',
);

/** A provider that UPSTREAMS does not name: at the address that the path names, where its path may do so. */
function atOwnHost({ slug, wire, example, inPath }: OwnHost, path: string, byLabel: boolean): Target | Refusal {
  const at = inPath?.(path);
  if (at) {
    const upstream = { slug, wire, base: `https://${at.host}`, host: at.host, basePath: '' };
    return { upstream, path: at.path, byLabel };
  }
  const other = inPath ? ` Or name the region in front of the path: /${slug}/us-east-1/….` : '';
  return new Refusal(
    404,
    'upstream_not_configured',
    `${slug} has another address for each of its users, and this edge does not know yours. Its operator sets it in UPSTREAMS: ` +
      `{"${slug}":"${example}"}.${other}`,
    wire,
  );
}

/** A path may name the region of an address that UPSTREAMS names too: it is cut off, and must not be another one. */
function inItsRegion(target: Target): Target | Refusal {
  const { slug, wire, host } = target.upstream;
  const at = ownHosts.get(slug)?.inPath?.(target.path);
  if (!at) return target;
  const region = regionOf(host);
  if (region === '' || region === at.region) return { ...target, path: at.path };
  return new Refusal(
    400,
    'region_not_configured',
    `This edge sends ${slug} to ${region}, and the path names another region, so the call was not sent. Leave the region out of the ` +
      'path, or have the operator name another address in UPSTREAMS.',
    wire,
  );
}

const unknownRoute = new Refusal(
  404,
  'unknown_route',
  `Nothing is served at this address. Put a provider's name in front of its own path (/openai/v1/chat/completions, ` +
    `/anthropic/v1/messages); known everywhere: ${providers.map(({ slug }) => slug).join(', ')}. Other forms: the provider ` +
    'as host label (anthropic.your-edge/v1/messages), /gateway/… with a Tally-Target-URL header, the bare /v1/… or /v1beta/… for ' +
    'the SDKs of OpenAI, Anthropic and Google, and /k/KEY/ in front of any of them.',
);

/** What the runtime's URL parser may take for more than characters: few paths hold it, and only those are parsed. */
const suspicious = /[\\#]|\/(\.|%2e)/i;

/** Whether fetch will send the path that is logged: its parser resolves dot segments, also out of an upstream's base path. */
function isSentAsItStands({ upstream, path }: Target): boolean {
  return !suspicious.test(path) || URL.parse(upstream.base + path)?.pathname === upstream.basePath + path;
}

/** Whether a target is the edge itself, by the name it was called by or, where a label chose the target, by that without it. */
export function isSelf({ upstream, byLabel }: Target, edgeHost: string): boolean {
  const host = plainHost(upstream.host);
  const edge = plainHost(edgeHost);
  return host === edge || (byLabel && host === edge.slice(edge.indexOf('.') + 1));
}

/** Without the dot that ends an absolute name, and without a port that goes without saying. */
function plainHost(host: string): string {
  return host.replace(/:(80|443)$/, '').replace(/\.(?=:|$)/, '');
}

/** The wire that a request speaks by its headers, for answers to calls whose provider is not known. */
export function wireOf(headers: Headers): Wire {
  if (headers.has('anthropic-version')) return 'anthropic';
  return headers.has('x-goog-api-key') ? 'google' : 'openai';
}

function bareDomain(path: string, headers: Headers, upstreams: Upstreams): Upstream | undefined {
  if (headers.has('anthropic-version')) return upstreams.bySlug('anthropic');
  if (path.startsWith('/v1beta/') || headers.has('x-goog-api-key')) return upstreams.bySlug('google');
  return path.startsWith('/v1/') ? upstreams.bySlug('openai') : undefined;
}

function namedTarget(
  named: string | undefined,
  path: string,
  byLabel: boolean,
  headers: Headers,
  upstreams: Upstreams,
): Target | Refusal {
  if (named === undefined) {
    return new Refusal(
      400,
      'missing_target',
      'A call to /gateway/… needs a Tally-Target-URL header with the provider’s URL.',
    );
  }
  const target = URL.parse(named);
  if (!target || !isBase(target)) {
    return new Refusal(
      400,
      'invalid_target',
      'Tally-Target-URL must be an http(s) URL, optionally with a base path, without user, query and fragment.',
    );
  }
  const upstream = upstreams.atTarget(target, wireOf(headers));
  if (upstream) return { upstream, path, byLabel };
  return new Refusal(
    403,
    'target_not_allowed',
    `${target.origin} is not on this edge’s allow-list. Its operator can add it to GATEWAY_TARGETS.`,
  );
}

/** `/openai/v1/models` → `openai` and `/v1/models`. */
function cutSegment(path: string): [segment: string, rest: string] {
  const end = path.indexOf('/', 1);
  return end === -1 ? [path.slice(1), ''] : [path.slice(1, end), path.slice(end)];
}
