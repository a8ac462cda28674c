import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const require = createRequire(import.meta.url);
/** The path of the binary; its package is CommonJS. */
const { default: workerd }: { default: string } = require('workerd');

/** One Worker in a workerd process of its own, without the proxies that `wrangler dev` puts in front. */
export interface RunningWorker {
  port: number;
  pid: number;
  /** Where its inspector listens, when it was asked for. */
  inspectorPort: number | undefined;
  stop(): void;
}

/**
 * @param code the module of the Worker
 * @param variables its text bindings
 * @param sinkPort where its queue `CALLS` and its bucket `OBJECTS` send what they are given
 * @param options.inspected whether it gets an inspector
 */
export async function runWorker(
  code: string,
  variables: Record<string, string>,
  sinkPort: number,
  { inspected = false } = {},
): Promise<RunningWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  writeFileSync(join(folder, 'worker.js'), code);
  writeFileSync(join(folder, 'config.capnp'), config(variables, sinkPort));
  const inspector = inspected ? ['--inspector-addr=127.0.0.1:0'] : [];
  const child = spawn(workerd, ['serve', join(folder, 'config.capnp'), '--control-fd=3', ...inspector], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  // A benchmark that fails must leave no Worker behind.
  process.once('exit', () => child.kill());
  const ports = await listening(child);
  const { pid = 0 } = child;
  return {
    port: ports.http,
    inspectorPort: ports.inspector,
    pid,
    stop() {
      child.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

function config(variables: Record<string, string>, sinkPort: number): string {
  const texts = Object.entries(variables).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`,
  );
  const bindings = ['(name = "CALLS", queue = "sink")', '(name = "OBJECTS", r2Bucket = "sink")', ...texts];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-17",
      globalOutbound = "network",
      bindings = [${bindings.join(', ')}],
    )),
    (name = "network", network = (allow = ["public", "private", "local"])),
    (name = "sink", external = (address = "127.0.0.1:${sinkPort}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`;
}

/** The inspector is up before the socket. */
async function listening(child: ChildProcess): Promise<{ http: number; inspector: number | undefined }> {
  const control = child.stdio[3] as Readable;
  let inspector: number | undefined;
  for await (const line of createInterface({ input: control })) {
    const message: { event?: string; port?: number } = JSON.parse(line);
    if (message.event === 'listen-inspector') inspector = message.port;
    if (message.event === 'listen' && message.port) return { http: message.port, inspector };
  }
  throw new Error(`workerd ended before it listened (exit code ${child.exitCode})`);
}
