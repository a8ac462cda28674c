import type { Role } from '@tallystick/log';
import * as z from 'zod';
import type { ConsoleAccess } from './access.ts';
import { askConsole } from './client.ts';

const linkSchema = z.object({ url: z.url(), expires_at: z.iso.datetime() });

/** A link that signs somebody in once, in a browser. */
export function makeSignInLink(
  access: ConsoleAccess,
  link: { organisation: string | undefined; role: Role },
): Promise<z.infer<typeof linkSchema>> {
  return askConsole(access, { method: 'POST', path: '/v1/sign-in-links', body: link }, linkSchema);
}
