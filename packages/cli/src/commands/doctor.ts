import { Command } from 'commander';
import { deploymentFile } from '../deploy/deployment.ts';
import { runChecks } from '../doctor/check.ts';
import { localChecks, remoteChecks } from '../doctor/targets.ts';

export const doctor = new Command('doctor')
  .option('--remote', 'look at the deployment, not at the dev that runs here')
  .option('--file <path>', 'which deployment, as "tally deploy" remembers it', deploymentFile)
  .addHelpText(
    'after',
    `
Each line is a check: ✓ and what was found, or ✗, what is wrong and what to do. Exit code 1 when something is wrong.
It logs a test call, in an organisation of its own. --remote needs what "tally deploy" needs; docs/deploy.md.`,
  )
  .action(async ({ remote, file }: { remote?: true; file: string }) => {
    const checks = remote ? await remoteChecks(file, process.env) : await localChecks(process.env);
    const wrong = await runChecks(checks, (line) => console.log(line));
    if (wrong === 0) return;
    console.log(`\n${wrong} of ${checks.length} checks found something wrong`);
    process.exitCode = 1;
  });
