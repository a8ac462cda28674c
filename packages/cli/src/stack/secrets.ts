import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secrets of a local stack, under the names that the Workers' configurations give them. */
export interface Secrets {
  KEY_SECRET_WRITE: string;
  KEY_SECRET_READ: string;
  KEY_SECRET_ADMIN: string;
  OPERATOR_TOKEN: string;
}

/** Reads `secrets.json` of a data directory, making it at the first start, so that keys stay valid over restarts. */
export async function localSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const secret = () => randomBytes(32).toString('base64url');
  const secrets: Secrets = {
    KEY_SECRET_WRITE: secret(),
    KEY_SECRET_READ: secret(),
    KEY_SECRET_ADMIN: secret(),
    OPERATOR_TOKEN: secret(),
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
