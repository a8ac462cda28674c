import { findOrganisation } from '@tallystick/accounts';
import { ApiError } from './api-error.ts';
import type { AppEnv } from './services.ts';

/**
 * The id of the organisation to act on: a key's or a person's own, and nothing else; the operator's choice.
 *
 * @throws ApiError when somebody reaches for another organisation, or the operator names none or one that does not exist
 */
export async function organisationOf(
  { caller, services }: AppEnv['Variables'],
  named: string | undefined,
): Promise<string> {
  if (caller !== 'operator') {
    if (named === undefined || named === caller.organisationId) return caller.organisationId;
    throw new ApiError(
      'forbidden',
      `this ${caller.keyId === '' ? 'session' : 'key'} belongs to the organisation ${caller.organisationId} and acts on no other`,
    );
  }
  if (named === undefined) throw new ApiError('invalid', 'organisation: name it, the operator token belongs to none');
  if (!(await findOrganisation(services.accounts, named))) {
    throw new ApiError('not_found', `there is no organisation ${named}`);
  }
  return named;
}

/**
 * The id of the organisation that an answer is limited to: a key's or a person's own, or the one that the operator names; `undefined` for an
 * operator who asks for all.
 *
 * @throws ApiError when somebody reaches for another organisation
 */
export async function scopeOf(variables: AppEnv['Variables'], named: string | undefined): Promise<string | undefined> {
  return variables.caller === 'operator' && named === undefined ? undefined : organisationOf(variables, named);
}
