import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where distributions and installers put a Chromium. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium: one that is on the machine, else the distribution's package, else Playwright's own. It says which it had to fetch. */
export async function startBrowser(): Promise<Browser> {
  // Its sandbox needs rights that containers do not give.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: found() ?? packaged() ?? fetched(), args });
}

function found(): string | undefined {
  return places.find((place) => existsSync(place));
}

function packaged(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.log('no Chromium on this machine: installing the package chromium');
  try {
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-q', 'chromium'], { stdio: 'ignore' });
  } catch (error) {
    console.log(`apt-get could not: ${error instanceof Error ? error.message : error}`);
  }
  return found();
}

function fetched(): string {
  console.log('no Chromium on this machine: fetching the one of Playwright');
  const { resolve } = createRequire(import.meta.url);
  execFileSync(process.execPath, [join(dirname(resolve('playwright-core')), 'cli.js'), 'install', 'chromium'], {
    stdio: 'inherit',
  });
  return chromium.executablePath();
}
