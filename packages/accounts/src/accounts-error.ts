export type AccountsErrorCode =
  | 'bad_id'
  | 'organisation_exists'
  | 'too_many_prices'
  | 'unknown_organisation'
  | 'view_exists';

/** What was asked of the accounts cannot be done, and asking again will not help. */
export class AccountsError extends Error {
  override name = 'AccountsError';
  readonly code: AccountsErrorCode;

  constructor(code: AccountsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
