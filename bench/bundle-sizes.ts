import { bundle } from './harness/bundle.ts';
import type { Figure, Outcome } from './harness/result.ts';

/** Sizes of the three Workers, bundled and minified; the platform counts them gzipped. */
export async function bundleSizes(): Promise<Outcome> {
  const figures: Figure[] = [];
  const measured: Record<string, object> = {};
  for (const name of ['edge', 'consumer', 'console']) {
    const { bytes, gzipBytes } = await bundle(import.meta.resolve(`../workers/${name}/src/index.ts`));
    const bar = name === 'edge' ? { bar: { atMost: 60 } } : {};
    figures.push({ what: `${name}, gzip`, value: gzipBytes / 1000, unit: 'KB', ...bar });
    measured[name] = { bytes, gzipBytes };
  }
  return { figures, wrong: [], measured };
}
