import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { WorkerConfig } from './worker-configs.ts';

const script = fileURLToPath(new URL('bin/wrangler.js', import.meta.resolve('wrangler/package.json')));

export interface WranglerOptions {
  /** Written to a file that only wrangler and this user read, for as long as wrangler runs. */
  config?: WorkerConfig;
  /** Likewise; the secrets of the Worker that is deployed. Never on the command line, where every process could read them. */
  secrets?: Readonly<Record<string, string>>;
  /** The account that is meant. */
  accountId?: string;
}

export interface WranglerRun {
  out: string;
  /** How large the Worker is that was deployed, or would be: `49.4 KB gzip`. */
  size: string | undefined;
}

const recordSchema = z.object({
  type: z.string(),
  bundle_size: z.object({ gzip_bytes: z.int() }).optional(),
});

/**
 * Runs the wrangler of this repository. It asks no questions then.
 *
 * @throws CommandError with wrangler's own words where it fails
 */
export async function wrangler(args: readonly string[], options: WranglerOptions = {}): Promise<WranglerRun> {
  const directory = await mkdtemp(join(tmpdir(), 'tally-deploy-'));
  const records = join(directory, 'records.ndjson');
  const fileOptions: string[] = [];
  const pass = async (option: string, name: string, content: object) => {
    const path = join(directory, name);
    await writeFile(path, JSON.stringify(content), { mode: 0o600 });
    fileOptions.push(option, path);
  };
  try {
    await writeFile(records, '', { mode: 0o600 });
    if (options.config) await pass('--config', 'wrangler.json', options.config);
    if (options.secrets) await pass('--secrets-file', 'secrets.json', options.secrets);
    const { code, out, error } = await run([...args, ...fileOptions], {
      ...process.env,
      WRANGLER_LOG: 'log',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_OUTPUT_FILE_PATH: records,
      WRANGLER_HIDE_BANNER: 'true',
      FORCE_COLOR: '0',
      CI: 'true',
      ...(options.accountId ? { CLOUDFLARE_ACCOUNT_ID: options.accountId } : {}),
    });
    if (code !== 0) {
      const words = wordsOf(error || out) || 'stopped; run it again, and it goes on from there';
      throw new CommandError(`wrangler ${args.join(' ')}: ${words}`);
    }
    const lines = (await readFile(records, 'utf8')).split('\n').filter(Boolean);
    const parsed = lines.map((line) => recordSchema.parse(JSON.parse(line)));
    const bundle = parsed.find(({ type }) => type === 'deploy')?.bundle_size;
    return { out, size: bundle && `${(bundle.gzip_bytes / 1024).toFixed(1)} KB gzip` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function run(args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number | null; out: string; error: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Ctrl-C reaches wrangler too. This process outlives it, to remove the files that it was given.
    const outlive = () => {};
    for (const signal of signals) process.on(signal, outlive);
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      error += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      for (const signal of signals) process.off(signal, outlive);
      resolve({ code, out: out.trim(), error: error.trim() });
    });
  });
}

/** What wrangler calls an error, on one line, without its marks and the advice to report it. */
function wordsOf(output: string): string {
  const [, words = output] = /\[ERROR\]\s*([\s\S]*)/.exec(stripVTControlCharacters(output)) ?? [];
  return words
    .replace(/\n\s*(?:If you think this is a bug|🪵)[\s\S]*/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
