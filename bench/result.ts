import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** Writes what a benchmark found to bench/results/NAME.json, with what it ran on. */
export async function writeResult(name: string, result: object): Promise<void> {
  const folder = new URL('results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, platform: process.platform };
  const text = JSON.stringify({ name, at: new Date().toISOString(), machine, ...result }, null, 2);
  await writeFile(new URL(`${name}.json`, folder), `${text}\n`);
}
