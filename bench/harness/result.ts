import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** One measured number. */
export interface Figure {
  what: string;
  value: number;
  /** Written after the number: `ms`, `µs`, `MB`, `× bare`, … */
  unit: string;
  /** What the design asks for; absent for what is shown for comparison. */
  bar?: { atMost: number } | { atLeast: number };
}

/** What one benchmark found. */
export interface Outcome {
  figures: Figure[];
  /** A line for each thing that was not only slow but wrong: a log that is missing, a call that was altered. */
  wrong: string[];
  /** Everything measured, for who wants to look closer. */
  measured: object;
}

/** Prints a benchmark's figures, those that miss their bar marked. */
export function printOutcome({ figures, wrong }: Outcome): void {
  console.table(
    figures.map(({ what, value, unit, bar }) => ({
      what,
      measured: `${written(value)} ${unit}`,
      bar: bar === undefined ? '' : writtenBar(value, bar),
    })),
  );
  for (const line of wrong) console.error(`WRONG: ${line}`);
}

function written(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function writtenBar(value: number, bar: NonNullable<Figure['bar']>): string {
  const [sign, limit, isMet] =
    'atMost' in bar ? ['≤', bar.atMost, value <= bar.atMost] : ['≥', bar.atLeast, value >= bar.atLeast];
  return `${sign} ${limit.toLocaleString('en')}${isMet ? '' : ', missed'}`;
}

/** Writes what a benchmark found to bench/results/NAME.json, with what it ran on. */
export async function writeOutcome(name: string, outcome: Outcome): Promise<void> {
  const folder = new URL('../results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, platform: process.platform };
  const text = JSON.stringify({ name, at: new Date().toISOString(), machine, ...outcome }, null, 2);
  await writeFile(new URL(`${name}.json`, folder), `${text}\n`);
}
