import { Command, Option } from 'commander';
import { checkDeployment, deploymentFile, readDeployment } from '../deploy/deployment.ts';
import { dryRun } from '../deploy/dry-run.ts';
import { deploy as run } from '../deploy/run.ts';
import { type GeneratedSecret, generatedSecrets } from '../deploy/secrets.ts';

interface Options {
  file: string;
  name?: string;
  edgeDomain?: string;
  consoleDomain?: string;
  organisation: string;
  rotate?: GeneratedSecret[];
  dryRun?: true;
}

export const deploy = new Command('deploy')
  .option('--file <path>', 'what is remembered of the deployment; another file, another deployment', deploymentFile)
  .option('--name <prefix>', 'what the names in the account begin with')
  .option('--edge-domain <host>', 'a host name, in a zone of the account, that SDKs are pointed at')
  .option('--console-domain <host>', 'a host name for the console')
  .option('--organisation <name>', 'the first organisation, where there is none', 'Main')
  .addOption(
    new Option('--rotate <secret...>', 'replace a secret; keys signed with the one before stay valid').choices(
      generatedSecrets,
    ),
  )
  .option('--dry-run', 'build the Workers and say what would be done, without an account')
  .addHelpText(
    'after',
    `
Needs CLOUDFLARE_API_TOKEN or "npx pnpm@12 exec wrangler login", and CLICKHOUSE_URL and CLICKHOUSE_PASSWORD the first time
(CLICKHOUSE_ACCESS_CLIENT_ID and CLICKHOUSE_ACCESS_CLIENT_SECRET for a server behind a tunnel). Safe to run again. docs/deploy.md explains it.`,
  )
  .action(async ({ file, name, edgeDomain, consoleDomain, organisation, rotate = [], dryRun: dry }: Options) => {
    const before = await readDeployment(file);
    const deployment = checkDeployment(
      {
        ...before,
        name: name ?? before.name,
        edge: { ...before.edge, domain: edgeDomain ?? before.edge.domain },
        console: { domain: consoleDomain ?? before.console.domain },
      },
      file,
    );
    const report = (line: string) => console.log(line);
    const options = { deployment, file, rotate, organisation, report };
    if (dry) return dryRun(options);
    await run({ ...options, environment: process.env });
  });
