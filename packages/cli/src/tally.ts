import { Command } from 'commander';
import { commands } from './commands/index.ts';

const named = process.argv.slice(2);
const tally = new Command('npx pnpm@12 tally').description('Tallystick: LLM calls, logged at your own edge.');
for (const [name, { description, load }] of Object.entries(commands)) {
  // Only what is asked for is imported, so that help and the small commands answer at once.
  const command = named.includes(name) ? await load() : new Command(name);
  tally.addCommand(command.description(description));
}

/** The errors whose messages are written for whoever sits at the terminal. By name: importing them would import it all. */
const explained = new Set(['CommandError', 'ClickHouseStartError', 'MigrationError', 'ClickHouseError']);

try {
  await tally.parseAsync();
} catch (error) {
  if (!(error instanceof Error && explained.has(error.name))) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
