import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkKey } from '@tallystick/log';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyD1Migrations } from './stack/d1-migrations.ts';
import { localSecrets, type Secrets } from './stack/secrets.ts';
import { miniflareWorker, root } from './stack/workers.ts';
import { tally } from './test/tally.ts';

let dataDir: string;
let secrets: Secrets;
let miniflare: Miniflare;
let consoleUrl: string;

/** The command on this machine, with the data directory of the `dev` that would run here. */
const local = (args: string[]) => tally(args, { TALLY_DATA_DIR: dataDir });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tally-cli-'));
  secrets = await localSecrets(dataDir);
  const worker = await miniflareWorker({
    config: 'workers/console/wrangler.toml',
    listens: true,
    bindings: { ...secrets },
  });
  miniflare = new Miniflare(convertV4MiniflareOptions({ workers: [worker], cf: false }));
  await miniflare.ready;
  consoleUrl = String(await miniflare.unsafeGetDirectURL());
  await applyD1Migrations(await miniflare.getD1Database('DB'), join(root, 'packages/accounts/migrations'));
  await writeFile(join(dataDir, 'dev.json'), JSON.stringify({ consoleUrl, organisation: 'local' }));
  await local(['organisations', 'create', 'Local']);
}, 60_000);

afterAll(async () => {
  await miniflare.dispose();
  await rm(dataDir, { recursive: true });
});

describe('tally sign-in', () => {
  it('prints a link alone, which opens the console as it is asked', async () => {
    const made = await local(['sign-in', '--role', 'viewer']);
    expect(made.error).toMatch(/^opens the console once, as viewer, until 20\d\d-\d\d-\d\d \d\d:\d\d UTC$/);
    const { origin, pathname, hash } = new URL(made.out);
    expect([origin, pathname]).toEqual([new URL(consoleUrl).origin, '/sign-in']);
    const body = JSON.stringify({ code: hash.slice(1) });
    const headers = { 'Content-Type': 'application/json' };
    const signedIn = await fetch(new URL('/v1/session', consoleUrl), { method: 'POST', headers, body });
    expect(await signedIn.json()).toMatchObject({ organisation: { id: 'local' }, role: 'viewer' });
  });

  it('says what there is no link for', async () => {
    expect(await local(['sign-in', '--organisation', 'nobody'])).toEqual({
      code: 1,
      out: '',
      error: 'error: there is no organisation nobody',
    });
    expect((await local(['sign-in', '--role', 'boss'])).error).toContain('Allowed choices are owner, member, viewer');
  });
});

describe('tally keys', () => {
  it('create prints the key alone, for a shell to take, and list shows the rest of it', async () => {
    const options = [
      '--name',
      'checkout',
      '--property',
      'Team=search',
      '--property',
      'note=a=b c',
      '--expires',
      '2099-01-31',
    ];
    const made = await local(['keys', 'create', ...options]);
    expect(made.out).toMatch(/^tally_w_[\w-]+$/);
    expect(made.error).toContain('it is not shown again');
    const check = await checkKey(made.out, 'w', [secrets.KEY_SECRET_WRITE], Date.now());
    expect(check).toMatchObject({ claims: { organisationId: 'local', expiresAt: Date.UTC(2099, 0, 31) / 1000 } });

    const list = await local(['keys', 'list']);
    expect(list.out).toMatch(/^ID +KIND +NAME +PROPERTIES +CREATED \(UTC\) +EXPIRES +REVOKED$/m);
    expect(list.out).toMatch(
      / write +checkout +team=search note=a=b c +20\d\d-\d\d-\d\d \d\d:\d\d +2099-01-31 00:00$/m,
    );
    expect(list.out).not.toContain(made.out.split('_').pop());
  });

  it('create takes a time to live', async () => {
    const from = Date.now();
    const made = await local(['keys', 'create', '--kind', 'read', '--expires', '90d', '--json']);
    const lifetime = Date.parse(JSON.parse(made.out).expires_at) - from;
    expect(Math.abs(lifetime - 90 * 86_400_000)).toBeLessThan(60_000);
  });

  it('revoke makes a key useless, and the list says since when', async () => {
    const made = JSON.parse((await local(['keys', 'create', '--kind', 'admin', '--json'])).out);
    const remote = { TALLY_CONSOLE_URL: consoleUrl, TALLY_ADMIN_KEY: made.key };
    expect((await tally(['keys', 'list', '--remote'], remote)).code).toBe(0);
    const revoked = await local(['keys', 'revoke', made.id]);
    expect(revoked.out).toMatch(`admin key ${made.id} of local is revoked since 20`);
    const listed = JSON.parse((await local(['keys', 'list', '--json'])).out);
    expect(listed.find((key: { id: string }) => key.id === made.id).revoked_at).toMatch(/^20/);
    expect(await tally(['keys', 'list', '--remote'], remote)).toMatchObject({ code: 1, error: /was revoked at/ });
  });

  it.each([
    [['keys', 'create', '--property', 'team'], /Write it as team=search\.$/],
    [['keys', 'create', '--expires', 'soon'], /Write it as 12h, 90d/],
    [['keys', 'create', '--expires', '2099-02-31T00:00'], /Write it as 12h, 90d/],
    [['keys', 'create', '--expires', '2001-01-01'], /^error: expires_at: must lie in the future$/],
    [['keys', 'create', '--kind', 'owner'], /Allowed choices are write, read, admin\.$/],
    [['keys', 'create', '--expirse', '9d'], /unknown option '--expirse'/],
    [['keys', 'create', '--organisation', 'nobody'], /^error: there is no organisation nobody$/],
    [['keys', 'revoke', '../organisations'], /^error: the organisation local has no key with this id$/],
    [['keys', 'revoke'], /missing required argument 'id'/],
    [['organisations', 'create', 'local'], /^error: there is already an organisation local$/],
    [['kyes'], /unknown command 'kyes'/],
  ])('%j fails with what to do', async (args, message) => {
    expect(await local(args)).toEqual({ code: 1, out: '', error: expect.stringMatching(message) });
  });
});

describe('tally organisations', () => {
  it('create and list', async () => {
    expect((await local(['organisations', 'create', 'Acme, Inc.'])).out).toBe(
      'organisation acme-inc is made: Acme, Inc.',
    );
    expect((await local(['organisations', 'create', 'Shop', '--id', 'shop-eu', '--json'])).out).toContain(
      '"id": "shop-eu"',
    );
    const list = await local(['organisations', 'list']);
    expect(list.out).toMatch(
      /^ID +NAME +CREATED \(UTC\)\nacme-inc +Acme, Inc\. +20.*\nlocal +Local +20.*\nshop-eu +Shop +20/,
    );
  });
});

describe('a deployed console', () => {
  it('is asked with the operator token, for an organisation that is named', async () => {
    const remote = { TALLY_CONSOLE_URL: consoleUrl, TALLY_OPERATOR_TOKEN: secrets.OPERATOR_TOKEN };
    expect((await tally(['keys', 'create', '--remote', '--organisation', 'local'], remote)).out).toMatch(/^tally_w_/);
    expect(await tally(['keys', 'create', '--remote'], remote)).toMatchObject({
      code: 1,
      error: /organisation: name it/,
    });
  });

  it.each([
    [{}, /^error: set TALLY_CONSOLE_URL to the URL of the deployed console Worker/],
    [{ TALLY_CONSOLE_URL: 'console.example.com', TALLY_ADMIN_KEY: 'x' }, /^error: set TALLY_CONSOLE_URL/],
    [{ TALLY_CONSOLE_URL: 'https://console.example.com' }, /^error: set TALLY_OPERATOR_TOKEN .* or TALLY_ADMIN_KEY/],
    [
      { TALLY_CONSOLE_URL: 'http://127.0.0.1:9', TALLY_ADMIN_KEY: 'x' },
      /^error: nobody answers at http:\/\/127\.0\.0\.1:9/,
    ],
  ])('that cannot be reached is one line about what to set (%#)', async (environment, message) => {
    expect(await tally(['keys', 'list', '--remote'], environment)).toEqual({
      code: 1,
      out: '',
      error: expect.stringMatching(message),
    });
  });

  it('that is something else is told as such', async () => {
    const server = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const remote = { TALLY_CONSOLE_URL: `http://127.0.0.1:${port}`, TALLY_ADMIN_KEY: 'x' };
    expect(await tally(['organisations', 'list', '--remote'], remote)).toEqual({
      code: 1,
      out: '',
      error: `error: http://127.0.0.1:${port} answers 200, but not as a Tallystick console does`,
    });
    server.close();
  });
});

describe('without a running dev', () => {
  const notRunning = /^error: Tallystick is not running here: start it with "npx pnpm@12 dev"/;

  it('keys and migrate say to start it', async () => {
    const environment = { TALLY_DATA_DIR: join(dataDir, 'nowhere') };
    expect(await tally(['keys', 'list'], environment)).toEqual({
      code: 1,
      out: '',
      error: expect.stringMatching(notRunning),
    });
    expect(await tally(['migrate'], environment)).toEqual({
      code: 1,
      out: '',
      error: expect.stringMatching(notRunning),
    });
  });

  it('the files of one that was killed do not mislead', async () => {
    const left = await mkdtemp(join(tmpdir(), 'tally-cli-'));
    await localSecrets(left);
    await writeFile(
      join(left, 'dev.json'),
      JSON.stringify({ consoleUrl: 'http://127.0.0.1:9', organisation: 'local' }),
    );
    expect((await tally(['keys', 'list'], { TALLY_DATA_DIR: left })).error).toMatch(notRunning);
    await writeFile(join(left, 'dev.json'), '{');
    expect((await tally(['keys', 'list'], { TALLY_DATA_DIR: left })).error).toMatch(/dev\.json is damaged/);
    await rm(left, { recursive: true });
  });
});

it('help names every command and starts none', async () => {
  const { code, out } = await local(['--help']);
  expect(code).toBe(0);
  for (const command of ['dev', 'keys', 'organisations', 'migrate', 'verify', 'dead-letters', 'parked'])
    expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
});
