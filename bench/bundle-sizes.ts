import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { buildPage } from '@tallystick/console/build-page';
import { bundle } from './harness/bundle.ts';
import type { Figure, Outcome } from './harness/result.ts';

/** Sizes of the three Workers, bundled and minified, and of the page's scripts; they travel, and the platform counts them, gzipped. */
export async function bundleSizes(): Promise<Outcome> {
  const figures: Figure[] = [];
  const measured: Record<string, object> = {};
  for (const name of ['edge', 'consumer', 'console']) {
    const { bytes, gzipBytes } = await bundle(import.meta.resolve(`../workers/${name}/src/index.ts`));
    const bar = name === 'edge' ? { bar: { atMost: 60 } } : {};
    figures.push({ what: `${name}, gzip`, value: gzipBytes / 1000, unit: 'KB', ...bar });
    measured[name] = { bytes, gzipBytes };
  }
  const page = await firstLoad('src/pages/overview/overview.tsx');
  figures.push({
    what: 'scripts of the overview, gzip',
    value: page.gzipBytes / 1000,
    unit: 'KB',
    bar: { atMost: 200 },
  });
  return { figures, wrong: [], measured: { ...measured, page } };
}

type Manifest = Record<string, { file: string; imports?: string[] }>;

/** What a browser loads to show one page: the entry's scripts, the page's own, and what they import. */
async function firstLoad(page: string): Promise<{ files: string[]; gzipBytes: number }> {
  await buildPage();
  const built = new URL('../workers/console/ui/dist/', import.meta.url);
  const manifest: Manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', built), 'utf8'));
  const chunks = new Set<string>();
  const add = (name: string) => {
    if (chunks.has(name)) return;
    chunks.add(name);
    for (const imported of manifest[name]?.imports ?? []) add(imported);
  };
  add('index.html');
  add(page);
  const files = [...chunks].flatMap((name) => manifest[name]?.file ?? []);
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(new URL(file, built))).length));
  return { files, gzipBytes: sizes.reduce((sum, size) => sum + size, 0) };
}
