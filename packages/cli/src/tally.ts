import { Command } from 'commander';
import { runCommand } from './command-error.ts';
import { commands } from './commands/index.ts';

const named = process.argv.slice(2);
const tally = new Command('npx pnpm@12 tally').description('Tallystick: LLM calls, logged at your own edge.');
for (const [name, { description, load }] of Object.entries(commands)) {
  // Only what is asked for is imported, so that help and the small commands answer at once.
  const command = named.includes(name) ? await load() : new Command(name);
  tally.addCommand(command.description(description));
}

await runCommand(() => tally.parseAsync());
