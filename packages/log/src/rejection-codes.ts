/** Why a message can never become a row. Each is a dead letter's `code`. */
export const rejectionCodes = [
  'bad_message',
  'too_large',
  'unknown_organisation',
  'unknown_key',
  'wrong_key_kind',
  'revoked_key',
  'too_old',
  'in_the_future',
  'refused_by_clickhouse',
  // It used up its deliveries: whatever handled it ended without an outcome, or what it needs was away for too long.
  'died',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];
