import type { RejectionCode } from '@tallystick/log/rejection-codes';

/** What each code of a dead letter means, and what helps. */
export const reasons: Readonly<Record<RejectionCode | 'unknown', string>> = {
  bad_message: 'The message cannot be read. Another version of the consumer may be able to.',
  too_large: 'The message is larger than the consumer can unpack.',
  unknown_organisation: 'The organisation does not exist. Replay once it does.',
  unknown_key: 'The key does not exist in this organisation.',
  wrong_key_kind: 'Only write keys log calls.',
  revoked_key: 'The call was made with a key that had been revoked. Give the service another key.',
  too_old: 'The call is older than what is kept.',
  in_the_future: 'The call’s time lies in the future: a clock is wrong.',
  refused_by_clickhouse: 'ClickHouse does not take the row. Replay after an update.',
  died: 'Every delivery ended without an outcome, or what it needs was away for too long. Replay.',
  unknown: 'The note with the reason is lost. Replay to find out.',
};
