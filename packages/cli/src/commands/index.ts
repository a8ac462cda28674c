import type { Command } from 'commander';

interface CommandEntry {
  description: string;
  /** Imports the command's file, which brings what it needs with it: `keys` starts no runtime. */
  load: () => Promise<Command>;
}

/** Every command of `tally`, by its name. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  dev: {
    description: 'run everything on this machine: ClickHouse, the Workers, an organisation with keys',
    load: async () => (await import('./dev.ts')).dev,
  },
  demo: {
    description:
      'thirty days of a made-up product’s calls, and some that are made now, in an organisation of their own',
    load: async () => (await import('./demo.ts')).demo,
  },
  keys: {
    description: 'make, list and revoke keys',
    load: async () => (await import('./keys.ts')).keys,
  },
  prices: {
    description: 'set, list and remove prices of your own, and name models without one',
    load: async () => (await import('./prices.ts')).prices,
  },
  organisations: {
    description: 'make and list organisations',
    load: async () => (await import('./organisations.ts')).organisations,
  },
  reprice: {
    description: 'price stored calls again, by the prices that are known today',
    load: async () => (await import('./reprice.ts')).reprice,
  },
  'sign-in': {
    description: 'make a link that opens the console in a browser, signed in',
    load: async () => (await import('./sign-in.ts')).signIn,
  },
  migrate: {
    description: 'bring the tables in ClickHouse up to date',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  deploy: {
    description: 'bring everything to a Cloudflare account; safe to run again',
    load: async () => (await import('./deploy.ts')).deploy,
  },
  doctor: {
    description: 'find what is wrong, here or in a deployment, and say what to do',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  verify: {
    description: 'name the messages of edge isolates that never became rows',
    load: async () => (await import('./verify.ts')).verify,
  },
  'dead-letters': {
    description: 'list, show, replay and drop messages that can never become a row',
    load: async () => (await import('./dead-letters.ts')).deadLetters,
  },
  parked: {
    description: 'list and replay batches that wait for the end of an outage',
    load: async () => (await import('./parked.ts')).parked,
  },
};
