import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';

const hostname = z
  .string()
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a host name like llm.example.com',
  );
const days = z.int().min(0).max(36_500);
/** As Cloudflare names places to run near: https://developers.cloudflare.com/workers/configuration/placement/ */
const region = z
  .string()
  .regex(/^(aws|gcp|azure):[a-z0-9-]+$/, 'must be like aws:eu-central-1, gcp:europe-west1 or azure:westeurope');

/** What `tally deploy` remembers of a deployment. It holds no secret and is meant to be committed; docs/deploy.md explains each field. */
const deploymentSchema = z.strictObject({
  /** What every name in the account begins with, so that one account can hold several deployments. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, at most 40, a letter first')
    .default('tallystick'),
  account_id: z.string().optional(),
  edge: z
    .strictObject({
      domain: hostname.optional(),
      /** Providers that also get a host of their own, `openai.llm.example.com`. */
      labels: z.array(z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be a host label')).default([]),
      /** Variables of the edge Worker, over those of wrangler.toml: UPSTREAMS, LOGGING and others. */
      variables: z.record(z.string(), z.string()).default({}),
      /** Runs it near there instead of near its callers: for those in places that a provider does not serve. */
      region: region.optional(),
    })
    .prefault({}),
  console: z
    .strictObject({
      domain: hostname.optional(),
      /** Cloudflare Access in front of the console: people sign in by it. */
      access: z
        .strictObject({
          team_domain: z
            .string()
            .regex(/^https:\/\/[a-z0-9-]+\.cloudflareaccess\.com$/, 'must be like https://TEAM.cloudflareaccess.com'),
          /** The application's audience tag. */
          audience: z.string().regex(/^[0-9a-f]{64}$/, 'must be the 64 digits of the application’s audience tag'),
        })
        .optional(),
    })
    .prefault({}),
  clickhouse: z
    .strictObject({
      user: z.string().min(1).default('default'),
      database: z.string().min(1).default('tally'),
      /** Where it is: the console runs near there. */
      region: region.optional(),
    })
    .prefault({}),
  /** For how many days calls and their bodies are kept; 0 for good. */
  requests_ttl_days: days.default(0),
  bodies_ttl_days: days.default(0),
});

export type Deployment = z.infer<typeof deploymentSchema>;

export const deploymentFile = 'tallystick.deploy.json';

/**
 * Reads the deployment's file. One that is not there is a deployment with nothing but defaults.
 *
 * @throws CommandError naming the field that makes no sense
 */
export async function readDeployment(path: string): Promise<Deployment> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new CommandError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
    }
    text = '{}';
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
  return checkDeployment(json, path);
}

/** @throws CommandError naming the field that makes no sense */
export function checkDeployment(json: unknown, path: string): Deployment {
  const parsed = deploymentSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CommandError(`${path}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`);
  }
  if (parsed.data.edge.labels.length > 0 && !parsed.data.edge.domain) {
    throw new CommandError(`${path}: edge.labels need edge.domain, the host name that they stand before`);
  }
  return parsed.data;
}

export async function writeDeployment(path: string, deployment: Deployment): Promise<void> {
  await writeFile(path, `${JSON.stringify(deployment, null, 2)}\n`);
}
