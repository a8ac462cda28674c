import { Refusal } from './refusal.ts';

const key = /tally_[wra]_[\w-]{4,160}_[\w-]{22}/;

/** Whether a text that goes to the provider holds a Tallystick key. */
export function holdsKey(text: string): boolean {
  return text.includes('tally_') && key.test(text);
}

/** @param place where the key stands, to be read after "in" */
export function misplacedKey(place: string): Refusal {
  return new Refusal(
    400,
    'misplaced_tally_key',
    `A Tallystick key stands in ${place}, from where the provider would get it, so the call was not sent. It belongs in the ` +
      'header Tally-Auth: Bearer tally_w_…, or in front of the path: /k/KEY/openai/v1/…; the provider’s own key stays where ' +
      'its SDK puts it.',
  );
}
