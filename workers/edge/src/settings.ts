import { idPattern } from '@tallystick/log/keys';
import { SettingsError } from './settings-error.ts';
import { Upstreams } from './upstreams.ts';

/** The text variables of the edge Worker; wrangler.toml documents each. */
export interface Variables {
  UPSTREAMS?: string;
  GATEWAY_TARGETS?: string;
  DEFAULT_ORGANISATION?: string;
  ALLOW_KEYLESS?: string;
  KEY_SECRET_WRITE?: string;
  KEY_SECRET_WRITE_PREVIOUS?: string;
  SAMPLE_PROVIDER_URL?: string;
  LOGGING?: string;
  CAPTURE_LIMIT_BYTES?: string;
  CAPTURE_BUDGET_BYTES?: string;
}

export interface Settings {
  upstreams: Upstreams;
  /** The organisation of calls without a key; undefined where a key is required. */
  keylessOrganisation: string | undefined;
  /** The current write secret and, while it is being rotated, the previous one. */
  keySecrets: readonly (string | undefined)[];
  logging: boolean;
  /** The most that is kept of one body, in bytes. */
  captureLimit: number;
  /** The most that all calls in flight of one isolate may keep together, in bytes. */
  captureBudget: number;
}

const mebibyte = 1024 * 1024;

/** @throws SettingsError */
export function readSettings(variables: Variables): Settings {
  const keylessOrganisation = readKeylessOrganisation(variables);
  if (!variables.KEY_SECRET_WRITE && keylessOrganisation === undefined) {
    throw new SettingsError(
      'KEY_SECRET_WRITE is missing: no key could be checked, and calls without one are not let in',
    );
  }
  return {
    upstreams: new Upstreams({
      upstreams: variables.UPSTREAMS,
      gatewayTargets: variables.GATEWAY_TARGETS,
      sampleProviderUrl: variables.SAMPLE_PROVIDER_URL,
    }),
    keylessOrganisation,
    keySecrets: [variables.KEY_SECRET_WRITE, variables.KEY_SECRET_WRITE_PREVIOUS],
    logging: variables.LOGGING !== 'off',
    captureLimit: readBytes('CAPTURE_LIMIT_BYTES', variables.CAPTURE_LIMIT_BYTES, 10 * mebibyte),
    captureBudget: readBytes('CAPTURE_BUDGET_BYTES', variables.CAPTURE_BUDGET_BYTES, 24 * mebibyte),
  };
}

function readKeylessOrganisation({ ALLOW_KEYLESS, DEFAULT_ORGANISATION }: Variables): string | undefined {
  if (ALLOW_KEYLESS !== 'true') return undefined;
  if (!DEFAULT_ORGANISATION || !idPattern.test(DEFAULT_ORGANISATION)) {
    throw new SettingsError('ALLOW_KEYLESS needs DEFAULT_ORGANISATION, an organisation id, beside it');
  }
  return DEFAULT_ORGANISATION;
}

function readBytes(name: string, value: string | undefined, fallback: number): number {
  if (!value) return fallback;
  const bytes = Number(value);
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new SettingsError(`${name} must be a number of bytes`);
  return bytes;
}
