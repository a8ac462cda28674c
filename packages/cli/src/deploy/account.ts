import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { Cloudflare } from './cloudflare.ts';
import type { Deployment } from './deployment.ts';
import { wrangler } from './wrangler.ts';

/** The account that is deployed to. */
export interface Account {
  id: string;
  cloudflare: Cloudflare;
}

/**
 * Finds out who deploys, and to which account: with CLOUDFLARE_API_TOKEN or as wrangler is logged in; to the account that the
 * deployment's file or CLOUDFLARE_ACCOUNT_ID names, or to the only one.
 *
 * @throws CommandError saying how to log in, or which accounts there are to choose from
 */
export async function openAccount(deployment: Deployment, environment: NodeJS.ProcessEnv): Promise<Account> {
  const token = environment.CLOUDFLARE_API_TOKEN || (await loginToken());
  const cloudflare = new Cloudflare(token, environment.CLOUDFLARE_API_BASE_URL || undefined);
  const id = deployment.account_id ?? environment.CLOUDFLARE_ACCOUNT_ID;
  if (id) return { id, cloudflare };
  const accounts =
    (await cloudflare.find('/accounts?per_page=50', z.array(z.object({ id: z.string(), name: z.string() })))) ?? [];
  const [only, ...others] = accounts;
  if (only && others.length === 0) return { id: only.id, cloudflare };
  const choice = accounts.map((account) => `${account.id} (${account.name})`).join(', ');
  throw new CommandError(
    only
      ? `there are several accounts: set CLOUDFLARE_ACCOUNT_ID to one of ${choice}`
      : 'the token shows no account: set CLOUDFLARE_ACCOUNT_ID',
  );
}

const tokenSchema = z.object({ token: z.string().min(1) });

async function loginToken(): Promise<string> {
  try {
    const { out } = await wrangler(['auth', 'token', '--json']);
    return tokenSchema.parse(JSON.parse(out)).token;
  } catch (cause) {
    throw new CommandError(
      'not logged in to Cloudflare: run "npx pnpm@12 exec wrangler login", or set CLOUDFLARE_API_TOKEN',
      { cause },
    );
  }
}
