import { afterAll, beforeAll, vi } from 'vitest';
import { type PageTestbed, startPageTestbed, stopPageTestbed } from './src/page-testbed.ts';
import { barriersSuite } from './suites/page/barriers.ts';
import { exportSuite } from './suites/page/export.ts';
import { filterSuite } from './suites/page/filter.ts';
import { hostileSuite } from './suites/page/hostile.ts';
import { keyboardSuite } from './suites/page/keyboard.ts';
import { overviewSuite } from './suites/page/overview.ts';
import { requestSuite } from './suites/page/request.ts';
import { requestsSuite } from './suites/page/requests.ts';
import { signInSuite } from './suites/page/sign-in.ts';
import { viewsSuite } from './suites/page/views.ts';

// Each wait has its own patience: a test that is only slow may be.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 600_000 });

let started: PageTestbed | undefined;

beforeAll(async () => {
  started = await startPageTestbed();
});
afterAll(async () => {
  if (started) await stopPageTestbed(started);
});

function testbed(): PageTestbed {
  if (!started) throw new Error('the testbed is not running');
  return started;
}

// One stack and one browser for all, since starting costs seconds.
signInSuite(testbed);
overviewSuite(testbed);
filterSuite(testbed);
requestsSuite(testbed);
requestSuite(testbed);
hostileSuite(testbed);
exportSuite(testbed);
viewsSuite(testbed);
keyboardSuite(testbed);
barriersSuite(testbed);
