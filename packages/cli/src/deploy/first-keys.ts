import * as z from 'zod';
import type { ConsoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';
import { checkOrganisation } from './test-call.ts';

const organisationsSchema = z.object({ organisations: z.array(z.object({ id: z.string() })) });
const madeSchema = z.object({ key: z.string() });

/**
 * Makes an organisation and a key of each kind, where there is no organisation yet.
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
  if (own.length > 0) return { made: false, organisations: own };
  const body = { name };
  const { id } = await askConsole(
    access,
    { method: 'POST', path: '/v1/organisations', body },
    z.object({ id: z.string() }),
  );
  for (const kind of ['write', 'read', 'admin']) {
    const request = { organisation: id, kind, name: 'first' };
    const { key } = await askConsole(access, { method: 'POST', path: '/v1/keys', body: request }, madeSchema);
    show(kind, key);
  }
  return { made: true, organisations: [id] };
}
