import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

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
    const configFile = join(folder, 'vite.config.ts');
    await build({ root: folder, configFile, logLevel: 'warn', build: { outDir: fresh } });
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
