import * as z from 'zod';
import type { ConsoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';
import { checkOrganisation } from './test-call.ts';

const organisationsSchema = z.object({ organisations: z.array(z.object({ id: z.string() })) });
const keysSchema = z.object({ keys: z.array(z.unknown()) });

/** A key of each is made for the first organisation. */
export const firstKeyKinds = ['write', 'read', 'admin'] as const;

/**
 * Makes an organisation, where there is none, and a key of each kind for it.
 *
 * @param show takes each key as it is made: it is nowhere else
 * @returns the organisations that there were, or the one that was made
 */
export async function firstKeys(
  access: ConsoleAccess,
  name: string,
  show: (kind: string, key: string) => void,
): Promise<{ made: boolean; organisations: string[] }> {
  const { organisations } = await askConsole(access, { method: 'GET', path: '/v1/organisations' }, organisationsSchema);
  const own = organisations.map(({ id }) => id).filter((id) => id !== checkOrganisation);
  const id = own[0] ?? (await make(access, '/v1/organisations', { name }, z.object({ id: z.string() }))).id;
  const query = { organisation: id };
  const { keys } = await askConsole(access, { method: 'GET', path: '/v1/keys', query }, keysSchema);
  // One without any key is what a run that was broken off here leaves behind.
  if (own.length > 1 || keys.length > 0) return { made: false, organisations: own };
  for (const kind of firstKeyKinds) {
    const { key } = await make(
      access,
      '/v1/keys',
      { organisation: id, kind, name: 'first' },
      z.object({ key: z.string() }),
    );
    show(kind, key);
  }
  return { made: true, organisations: [id] };
}

function make<T>(access: ConsoleAccess, path: string, body: object, answer: z.ZodType<T>): Promise<T> {
  return askConsole(access, { method: 'POST', path, body }, answer);
}
