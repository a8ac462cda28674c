import { addAuditLine } from '@tallystick/accounts';
import type { AuditAction } from '@tallystick/log';
import type { AppEnv } from './services.ts';

/**
 * Writes a line that the organisation's owners can see. Before what it tells of: there may be a line of what then failed, and never
 * an act without its line.
 *
 * @param subject the id of what it is done to
 */
export function note(
  { caller, services }: Pick<AppEnv['Variables'], 'caller' | 'services'>,
  organisationId: string,
  action: AuditAction,
  subject: string,
  detail = '',
): Promise<void> {
  const { actor, keyId } = caller === 'operator' ? { actor: 'operator', keyId: '' } : caller;
  return addAuditLine(services.accounts, { organisationId, actor, keyId, action, subject, detail }, Date.now());
}
