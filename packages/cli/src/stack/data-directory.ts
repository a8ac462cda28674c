import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../command-error.ts';

/**
 * Makes the directory that everything is kept in. Prompts are: it is for its owner only.
 *
 * @throws CommandError when it cannot be made or written
 */
export async function makeDataDirectory(path: string): Promise<void> {
  try {
    await make(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CommandError(`cannot keep data in ${path} (${code}): set TALLY_DATA_DIR to a directory of yours`, {
      cause,
    });
  }
}

/** Node's own `recursive` never ends on a file system that takes no directories, such as /proc. */
async function make(path: string): Promise<void> {
  const code = await create(path);
  if (code === 'ENOENT' && dirname(path) !== path) {
    await make(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

async function create(path: string): Promise<'ENOENT' | undefined> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return code;
    if (code !== 'EEXIST') throw error;
    // It is there. Whether it is a directory shows when something is looked for in it.
    await access(`${path}/.`);
  }
  return undefined;
}
