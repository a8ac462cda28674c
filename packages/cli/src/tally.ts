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

// Asked nothing, it says what it can be asked; for commander that would be a mistake.
if (named.length === 0) tally.outputHelp();
else await runCommand(() => tally.parseAsync());
