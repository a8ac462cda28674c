import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoOrganisation } from '@tallystick/accounts';
import { type Service, services } from '@tallystick/demo';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { askConsole } from '../console/client.ts';
import type { RunningDev } from './running-dev.ts';

const names = Object.keys(services) as [Service, ...Service[]];

/** Everybody sees the same product. */
const seed = 1848;

const stateSchema = z.object({
  seed: z.int(),
  /** Where the history ends, Unix ms. */
  until: z.int(),
  /** About how many calls it is made of. */
  calls: z.int(),
  /** How many there were, once all are sent. */
  sent: z.int().optional(),
  /** A write key for each part of the product. */
  keys: z.record(z.enum(names), z.string()),
});

/** What the demo remembers of itself in `demo.json`: the same again makes the same calls. */
export type DemoState = z.infer<typeof stateSchema>;

const organisationsSchema = z.object({ organisations: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The organisation of the demo and its keys, made where they are not there. @param calls about how many calls to make up */
export async function demoState(dev: RunningDev, calls: number): Promise<DemoState> {
  const { organisations } = await askConsole(
    dev.console,
    { method: 'GET', path: '/v1/organisations' },
    organisationsSchema,
  );
  const { id, name } = demoOrganisation;
  const found = organisations.find((one) => one.id === id);
  if (found && found.name !== name) {
    throw new CommandError(
      `there is an organisation ${id} that the demo has not made: set TALLY_DATA_DIR to another one`,
    );
  }
  const known = await readState(dev.dataDir);
  if (found && known) return known;
  if (!found) {
    await askConsole(dev.console, { method: 'POST', path: '/v1/organisations', body: { id, name } }, z.unknown());
  }
  const keys: [Service, string][] = [];
  for (const service of names) keys.push([service, await makeKey(dev, service)]);
  const state = {
    seed,
    until: Date.now(),
    calls,
    keys: Object.fromEntries(keys) as DemoState['keys'],
  };
  await writeState(dev.dataDir, state);
  return state;
}

async function makeKey(dev: RunningDev, service: Service): Promise<string> {
  const body = {
    organisation: demoOrganisation.id,
    kind: 'write',
    name: service,
    default_properties: services[service],
  };
  const { key } = await askConsole(
    dev.console,
    { method: 'POST', path: '/v1/keys', body },
    z.object({ key: z.string() }),
  );
  return key;
}

/** Keys stand in it: it is for its owner only. */
export async function writeState(dataDir: string, state: DemoState): Promise<void> {
  await writeFile(fileIn(dataDir), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

async function readState(dataDir: string): Promise<DemoState | undefined> {
  const text = await readFile(fileIn(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : stateSchema.parse(JSON.parse(text));
}

export async function forgetState(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'demo.json');
}
