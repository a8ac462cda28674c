import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const folder = import.meta.dirname;
const root = resolve(folder, '../../..');
/** What the page is made of. */
const sources = [
  ...['src', 'public', 'index.html', 'vite.config.ts', 'build.ts'].map((name) => join(folder, name)),
  ...['client', 'filter', 'log'].map((name) => join(root, 'packages', name, 'src')),
  join(root, 'pnpm-lock.yaml'),
];

/** Builds the console's web page into `dist`, where wrangler.toml has it served from, unless it is there and newer than its sources. */
export async function buildPage(): Promise<void> {
  const built = join(folder, 'dist/index.html');
  if (existsSync(built)) {
    const times = await Promise.all(sources.map(latestChange));
    if (Math.max(...times) < (await stat(built)).mtimeMs) return;
  }
  const { NODE_ENV = 'production' } = process.env;
  // Among tests it is another, and React and JSX would be those for development.
  process.env.NODE_ENV = 'production';
  try {
    await build({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' });
  } finally {
    process.env.NODE_ENV = NODE_ENV;
  }
}

/** Unix ms */
async function latestChange(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = await readdir(path);
  return Math.max(found.mtimeMs, ...(await Promise.all(inside.map((name) => latestChange(join(path, name))))));
}
