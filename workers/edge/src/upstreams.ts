import { ownHosts, providerBySlug, providers, type Wire, wires } from '@tallystick/providers/registry';
import { SettingsError } from './settings-error.ts';

/** Where a call may go and in which words its errors are told. */
export interface Upstream {
  slug: string;
  wire: Wire;
  /** An origin, optionally with a base path, without a final slash. */
  base: string;
  /** With the port. */
  host: string;
  /** '' where `base` is an origin. */
  basePath: string;
}

const slugPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;
const reservedSlugs = new Set(['gateway', 'k', 'sample', 'tally']);

/** Every upstream of a deployment: the providers known by name, moved and joined by those of its settings. */
export class Upstreams {
  readonly #bySlug = new Map<string, Upstream>();
  readonly #byLabel = new Map<string, Upstream>();
  readonly #gatewayOrigins = new Set<string>();
  readonly #sampleProvider: URL | undefined;

  /**
   * @param settings.upstreams JSON, slug → URL or `{"url", "wire"}`
   * @param settings.gatewayTargets origins, separated by commas
   * @param settings.sampleProviderUrl where a sample provider has a folder for each slug; local runs only
   * @throws SettingsError
   */
  constructor(settings: {
    upstreams?: string | undefined;
    gatewayTargets?: string | undefined;
    sampleProviderUrl?: string | undefined;
  }) {
    for (const { slug, wire, origin, labels } of providers) this.#add(upstreamAt(new URL(origin), slug, wire), labels);
    for (const [slug, value] of Object.entries(parseObject(settings.upstreams || '{}'))) this.#configure(slug, value);
    for (const target of (settings.gatewayTargets ?? '').split(',')) {
      if (target.trim()) this.#gatewayOrigins.add(readOrigin('GATEWAY_TARGETS: each entry', target.trim()));
    }
    for (const { base } of this.#bySlug.values()) this.#gatewayOrigins.add(new URL(base).origin);
    if (settings.sampleProviderUrl) {
      this.#sampleProvider = readBase('SAMPLE_PROVIDER_URL', settings.sampleProviderUrl);
    }
  }

  bySlug(slug: string): Upstream | undefined {
    return this.#bySlug.get(slug);
  }

  byLabel(label: string): Upstream | undefined {
    return this.#byLabel.get(label);
  }

  /** The sample provider's part that stands in for a provider known by name. */
  sample(slug: string): Upstream | undefined {
    const provider = this.#bySlug.get(slug);
    if (!provider || !this.#sampleProvider) return undefined;
    return upstreamAt(new URL(slug, `${withoutFinalSlash(this.#sampleProvider)}/`), slug, provider.wire);
  }

  /**
   * The upstream at a URL that a caller named; undefined when it is not on the allow-list. A provider known by its origin keeps
   * its name, any other is stored as `gateway`.
   */
  atTarget(target: URL, wire: Wire): Upstream | undefined {
    if (!this.#gatewayOrigins.has(target.origin)) return undefined;
    const known = [...this.#bySlug.values()].find(({ base }) => new URL(base).origin === target.origin);
    return upstreamAt(target, known?.slug ?? 'gateway', known?.wire ?? wire);
  }

  #add(upstream: Upstream, labels: readonly string[]): void {
    this.#bySlug.set(upstream.slug, upstream);
    for (const label of [upstream.slug, ...labels]) this.#byLabel.set(label, upstream);
  }

  #configure(slug: string, value: unknown): void {
    if (!slugPattern.test(slug) || reservedSlugs.has(slug)) {
      throw new SettingsError(
        `UPSTREAMS: "${slug}" cannot name an upstream (lower-case letters, digits and hyphens; not a reserved word)`,
      );
    }
    const { url, wire } = typeof value === 'string' ? { url: value } : (value as { url?: unknown; wire?: unknown });
    if (wire !== undefined && !isWire(wire)) {
      throw new SettingsError(`UPSTREAMS: the wire of "${slug}" must be one of ${[...wires].join(', ')}`);
    }
    const known = providerBySlug.get(slug);
    const base = readBase(`UPSTREAMS: the URL of "${slug}"`, url);
    this.#add(upstreamAt(base, slug, wire ?? known?.wire ?? ownHosts.get(slug)?.wire ?? 'openai'), known?.labels ?? []);
  }
}

function upstreamAt(url: URL, slug: string, wire: Wire): Upstream {
  const base = withoutFinalSlash(url);
  return { slug, wire, base, host: url.host, basePath: base.slice(url.origin.length) };
}

function parseObject(json: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new SettingsError('UPSTREAMS must be JSON', { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SettingsError('UPSTREAMS must be a JSON object: {"slug": "https://…"}');
  }
  for (const value of Object.values(parsed)) {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
      throw new SettingsError('UPSTREAMS: each upstream must be a URL or {"url": …, "wire": …}');
    }
  }
  return parsed as Record<string, unknown>;
}

function isWire(value: unknown): value is Wire {
  return typeof value === 'string' && wires.has(value);
}

/** An http(s) URL to which a path can be appended. Its message leaves the URL out, since a password may stand in it. */
function readBase(what: string, value: unknown): URL {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (!url || !isBase(url)) throw new SettingsError(`${what} must be an http(s) URL without user, query and fragment`);
  return url;
}

/** An origin alone: with a path it would look as if only that path were allowed. */
function readOrigin(what: string, value: string): string {
  const url = readBase(what, value);
  if (url.pathname !== '/') throw new SettingsError(`${what} must be an origin, without a path`);
  return url.origin;
}

/** Whether a path can be appended to a URL, and nothing secret stands in it. */
export function isBase(url: URL): boolean {
  return (
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  );
}

function withoutFinalSlash(url: URL): string {
  return url.href.replace(/\/+$/, '');
}
