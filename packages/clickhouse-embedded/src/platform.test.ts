import { expect, test } from 'vitest';
import { unsupported } from './platform.ts';

test.each([
  { os: 'linux', cpu: 'x64', glibc: true },
  { os: 'linux', cpu: 'arm64', glibc: true },
  { os: 'darwin', cpu: 'x64', glibc: false },
  { os: 'darwin', cpu: 'arm64', glibc: false },
])('$os on $cpu has an embedded ClickHouse', (platform) => {
  expect(unsupported(platform)).toBeUndefined();
});

test.each([
  { os: 'linux', cpu: 'x64', glibc: false, instead: 'Debian' },
  { os: 'win32', cpu: 'x64', glibc: false, instead: 'WSL' },
  { os: 'freebsd', cpu: 'x64', glibc: false, instead: 'CLICKHOUSE_URL' },
  { os: 'linux', cpu: 'riscv64', glibc: true, instead: 'CLICKHOUSE_URL' },
])('$os on $cpu (glibc: $glibc) has none, and is told what to do', ({ instead, ...platform }) => {
  const reason = unsupported(platform);
  expect(reason).toContain(instead);
  expect(reason).toContain('CLICKHOUSE_URL');
  expect(reason).not.toContain('\n');
});
