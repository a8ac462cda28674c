import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { V4WorkerOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';

/** The repository's root: wrangler.toml, the Workers and the migrations are found from here. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** What a local run adds to a Worker's deployed configuration. */
export interface LocalWorker {
  /** Relative to the repository's root. */
  config: string;
  /** Variables and secrets, over those of the configuration. */
  bindings: Record<string, string>;
  /** The port on the loopback address that reaches this Worker without a proxy in front; none for a Worker without HTTP. */
  port?: number;
  /** Seconds that the queue waits to fill a batch, instead of the deployed value. */
  batchTimeout?: number;
}

/**
 * Bundles a Worker as it is deployed and describes it to Miniflare from the same wrangler.toml that deploys it, so that
 * names, flags, queues and schedules cannot differ between here and there.
 */
export async function miniflareWorker(worker: LocalWorker): Promise<V4WorkerOptions> {
  const path = resolve(root, worker.config);
  const config = unstable_readConfig({ config: path }, { hideWarnings: true });
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(path);
  if (!main || !config.name) throw new Error(`${worker.config} names no Worker or no entry point`);
  const bundle = await build({
    entryPoints: [main],
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    write: false,
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  const script = bundle.outputFiles[0];
  if (!script) throw new Error(`${worker.config} was bundled into nothing`);
  const queueConsumers = Object.fromEntries(
    Object.entries(workerOptions.queueConsumers ?? {}).map(([queue, options]) => [
      queue,
      worker.batchTimeout === undefined ? options : { ...options, maxBatchTimeout: worker.batchTimeout },
    ]),
  );
  return {
    ...workerOptions,
    name: config.name,
    modules: [{ type: 'ESModule', path: `${config.name}.js`, contents: script.text }],
    bindings: { ...workerOptions.bindings, ...worker.bindings },
    queueConsumers,
    // Miniflare would otherwise add a CF-Worker header to each call upstream.
    stripCfConnectingIp: false,
    ...(worker.port === undefined ? {} : { unsafeDirectSockets: [{ host: '127.0.0.1', port: worker.port }] }),
  };
}
