import { describe, expect, test } from 'vitest';
import { keyIdOf, providerKeys, type Testbed } from '../src/testbed.ts';
import { placesOf, traces } from '../src/traces.ts';

/** Found by the same search in every place where a call leaves a trace, so that a search that finds nothing is believed. */
const trace = 'lighthouse keeper';

export function credentialsSuite(testbed: () => Testbed): void {
  describe('after the whole suite', () => {
    test('no key that it used is in any row, object, dead letter, database file or log line', async () => {
      const { strangerKey, stack } = testbed();
      const { writeKey, readKey, adminKey } = stack;
      const secrets = [writeKey, readKey, adminKey, strangerKey, ...Object.values(providerKeys)];
      const found = await traces(testbed());
      const holding = (text: string) => placesOf(text, found);
      expect(holding(trace)).toEqual(
        expect.arrayContaining(['ClickHouse bodies', expect.stringMatching(/^R2 messages\/.* content$/)]),
      );
      expect(holding(keyIdOf(writeKey))).toContain('ClickHouse requests');
      expect(holding('dead_letter')).toContain('the Workers’ console');
      for (const secret of secrets) {
        expect(holding(secret), secret).toEqual([]);
        // A signature alone would do for whoever knows the rest, which is no secret.
        expect(holding(secret.slice(-22)), 'the end of a key').toEqual([]);
      }
    });
  });
}
