import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { V4WorkerOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';

/** The repository's root: wrangler.toml, the Workers and the migrations are found from here. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** The part of wrangler's description that is changed here. Its published types lack what they import. */
interface DeployedOptions {
  bindings?: Record<string, string>;
  queueConsumers?: Record<string, object>;
}

/** What a local run adds to a Worker's deployed configuration. */
export interface LocalWorker {
  /** Relative to the repository's root. */
  config: string;
  /** Instead of the configuration's own entry point. */
  entry?: string | undefined;
  /** Variables and secrets, over those of the configuration. */
  bindings: Record<string, string>;
  /** Whether it gets a port of its own on the loopback address, without Miniflare's proxy in front. */
  listens?: boolean;
  /** Seconds that the queue waits to fill a batch, instead of the deployed value. */
  batchTimeout?: number;
  /** Seconds before the messages of a batch that died come again, instead of the deployed value. */
  retryDelay?: number | undefined;
}

// Wrangler would remark on each secret that only "deploy" needs.
process.env.WRANGLER_LOG ??= 'error';

/**
 * Bundles a Worker and describes it to Miniflare from the same wrangler.toml that deploys it, so that names, flags, queues and
 * schedules cannot differ between here and there. The code does: it is minified when it is deployed, but not here, where stack
 * traces are printed as they are, without a look at the source map.
 */
export async function miniflareWorker(worker: LocalWorker): Promise<V4WorkerOptions> {
  const path = resolve(root, worker.config);
  const name: string | undefined = unstable_readConfig({ config: path }, { hideWarnings: true }).name;
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(path);
  if (!main || !name) throw new Error(`${worker.config} names no Worker or no entry point`);
  const deployed = workerOptions as DeployedOptions;
  const bundle = await build({
    entryPoints: [worker.entry ?? main],
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    write: false,
    sourcemap: 'inline',
    // Those of the tokenizers alone are megabytes.
    sourcesContent: false,
    logLevel: 'silent',
  });
  const script = bundle.outputFiles[0];
  if (!script) throw new Error(`${worker.config} was bundled into nothing`);
  const waiting = {
    ...(worker.batchTimeout === undefined ? {} : { maxBatchTimeout: worker.batchTimeout }),
    ...(worker.retryDelay === undefined ? {} : { retryDelay: worker.retryDelay }),
  };
  return {
    ...deployed,
    name,
    modules: [{ type: 'ESModule', path: `${name}.js`, contents: script.text }],
    bindings: { ...deployed.bindings, ...worker.bindings },
    queueConsumers: Object.fromEntries(
      Object.entries(deployed.queueConsumers ?? {}).map(([queue, options]) => [queue, { ...options, ...waiting }]),
    ),
    // Miniflare would otherwise add a CF-Worker header to each call upstream.
    stripCfConnectingIp: false,
    ...(worker.listens ? { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] } : {}),
  };
}
