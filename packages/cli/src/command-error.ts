/** A failure that its message explains in one line, with what to do about it: printed without a stack, exit code 1. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** The errors whose messages are written for whoever sits at the terminal. By name: importing them would import it all. */
const explained = new Set(['CommandError', 'ClickHouseStartError', 'MigrationError', 'ClickHouseError']);

/** Runs a command. A failure that its message explains becomes one line and exit code 1; any other is a bug and is thrown. */
export async function runCommand(command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Error && explained.has(error.name))) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}
