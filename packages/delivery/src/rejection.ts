import type { RejectionCode } from '@tallystick/log';

/** Thrown for a message that can never work. Anything else thrown while a message is handled passes with time. */
export class Rejection extends Error {
  override name = 'Rejection';
  readonly code: RejectionCode;

  /** @param reason a sentence for whoever lists the dead letters; it holds nothing of the bodies */
  constructor(code: RejectionCode, reason: string) {
    super(reason);
    this.code = code;
  }
}
