import { Command } from 'commander';
import { superviseDev } from '../dev/supervise.ts';

export const dev = new Command('dev').action(async () => {
  process.exitCode = await superviseDev('inherit').exited;
});
