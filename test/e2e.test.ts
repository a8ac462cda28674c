import { afterAll, beforeAll } from 'vitest';
import { startTestbed, stopTestbed, type Testbed } from './src/testbed.ts';
import { addressesSuite } from './suites/addresses.ts';
import { anthropicSuite } from './suites/anthropic.ts';
import { chunkingSuite } from './suites/chunking.ts';
import { clientSuites } from './suites/clients/registry.ts';
import { credentialsSuite } from './suites/credentials.ts';
import { deadLettersSuite } from './suites/dead-letters.ts';
import { editsSuite } from './suites/edits.ts';
import { errorsSuite } from './suites/errors.ts';
import { httpSuite } from './suites/http.ts';
import { interruptionsSuite } from './suites/interruptions.ts';
import { loadSuite } from './suites/load.ts';
import { loggingSuite } from './suites/logging.ts';
import { omissionSuite } from './suites/omission.ts';
import { openaiSuite } from './suites/openai.ts';
import { questionsSuite } from './suites/questions.ts';

let started: Testbed | undefined;

beforeAll(async () => {
  started = await startTestbed();
});
afterAll(async () => {
  if (started) await stopTestbed(started);
});

function testbed(): Testbed {
  if (!started) throw new Error('the testbed is not running');
  return started;
}

// One stack for all, since starting costs seconds; the last looks through what the others left behind.
openaiSuite(testbed);
anthropicSuite(testbed);
for (const suite of clientSuites) suite(testbed);
addressesSuite(testbed);
errorsSuite(testbed);
interruptionsSuite(testbed);
httpSuite(testbed);
omissionSuite(testbed);
deadLettersSuite(testbed);
chunkingSuite(testbed);
loadSuite(testbed);
loggingSuite(testbed);
questionsSuite(testbed);
editsSuite(testbed);
credentialsSuite(testbed);
