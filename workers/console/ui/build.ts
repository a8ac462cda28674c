import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Vite's own command. */
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
const folder = import.meta.dirname;
const root = resolve(folder, '../../..');
/** What the page is made of. */
const sources = [
  ...['src', 'public', 'index.html', 'vite.config.ts'].map((name) => join(folder, name)),
  ...['client', 'filter', 'log'].map((name) => join(root, 'packages', name, 'src')),
  join(root, 'pnpm-lock.yaml'),
];

const dist = join(folder, 'dist');

/**
 * Builds the console's web page into `dist`, where wrangler.toml has it served from, unless it is there and newer than its sources. Others may build or
 * read it at the same time: it is there as a whole, or not at all.
 */
export async function buildPage(): Promise<void> {
  if (await isFresh()) return;
  const fresh = await mkdtemp(`${dist}-`);
  try {
    // In a process of its own: who runs this may have another NODE_ENV, and Vite would build for that.
    const env = { ...process.env, NODE_ENV: 'production' };
    await run(process.execPath, [vite, 'build', '--outDir', fresh, '--logLevel', 'warn'], { cwd: folder, env });
    if (await isFresh()) return;
    await rm(dist, { recursive: true, force: true });
    await rename(fresh, dist);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function isFresh(): Promise<boolean> {
  const built = join(dist, 'index.html');
  if (!existsSync(built)) return false;
  const times = await Promise.all(sources.map(latestChange));
  return Math.max(...times) < (await stat(built)).mtimeMs;
}

/** Unix ms */
async function latestChange(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = await readdir(path);
  return Math.max(found.mtimeMs, ...(await Promise.all(inside.map((name) => latestChange(join(path, name))))));
}
