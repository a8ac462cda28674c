import { resolveLibchdb } from 'chdb/libchdb';
import { ClickHouseStartError } from './errors.ts';

const otherServer = 'set CLICKHOUSE_URL to a ClickHouse server of your own instead';

/** What decides whether a library fits. */
export interface Platform {
  os: string;
  cpu: string;
  /** Whether the C library is glibc; of no interest outside Linux. */
  glibc: boolean;
}

/** Why there is no embedded ClickHouse for a platform, or `undefined` when there is one. */
export function unsupported({ os, cpu, glibc }: Platform): string | undefined {
  if (os === 'win32') return `Windows has no embedded ClickHouse: work inside WSL 2, or ${otherServer}`;
  if ((os !== 'linux' && os !== 'darwin') || (cpu !== 'x64' && cpu !== 'arm64')) {
    return `there is no embedded ClickHouse for ${os} on ${cpu}: ${otherServer}`;
  }
  if (os === 'linux' && !glibc) {
    return `this Linux has no glibc (Alpine, musl), which the embedded ClickHouse needs: use a Debian-based image, or ${otherServer}`;
  }
  return undefined;
}

/**
 * The path of ClickHouse's library on this machine.
 *
 * @throws ClickHouseStartError `unsupported_platform` or `library_missing`
 */
export function libraryPath(): string {
  const reason = unsupported({ os: process.platform, cpu: process.arch, glibc: hasGlibc() });
  if (reason) throw new ClickHouseStartError('unsupported_platform', reason);
  try {
    return resolveLibchdb().path;
  } catch (cause) {
    throw new ClickHouseStartError(
      'library_missing',
      `the embedded ClickHouse is not installed: install again with optional dependencies, or ${otherServer}`,
      { cause },
    );
  }
}

function hasGlibc(): boolean {
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return false;
  const { header } = report;
  return typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header;
}
