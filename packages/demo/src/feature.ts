import type { Rhythm } from './calendar.ts';
import type { Exchange, Service } from './call.ts';
import type { Incidents } from './incidents.ts';
import type { Located } from './people.ts';
import type { Random } from './random.ts';

/** What a part of the product knows when somebody begins to use it. */
export interface Occasion {
  random: Random;
  /** Unix ms. */
  at: number;
  person: Located;
  incidents: Incidents;
}

/** An exchange with a model, within a session. */
export type Step = Exchange & {
  /** How long nothing happens before it. ms */
  pause: number;
  /** Whether the beginning of the prompt is in the provider's cache. */
  warm: boolean;
};

export interface Session {
  /** '' where the calls belong to none. */
  name: string;
  properties: Readonly<Record<string, string>>;
  steps: readonly Step[];
}

/** One part of the product that calls models. */
export interface Feature {
  service: Service;
  /** Its share of all calls, and how many one session makes on average. */
  share: number;
  callsPerSession: number;
  rhythm: Rhythm;
  person: (random: Random) => Located;
  session: (occasion: Occasion) => Session;
}
