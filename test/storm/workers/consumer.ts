import { default as consumer, type Env } from '../../../workers/consumer/src/index.ts';
import { deliver } from './deliver.ts';
import { faults, faulty, faultyDatabase, faultyObjects, steered } from './surroundings.ts';

/** What the consumer remembers of its surroundings, it forgets after this time, as if an isolate lived no longer. ms */
const isolateLife = 3_000;

let surroundings: Env | undefined;
let born = 0;

function surroundingsOf(env: Env): Env {
  if (surroundings && Date.now() - born < isolateLife) return surroundings;
  born = Date.now();
  surroundings = {
    ...env,
    CALLS: faulty(env.CALLS, 'queue'),
    ALONE: faulty(env.ALONE, 'queue'),
    OBJECTS: faultyObjects(env.OBJECTS),
    DB: faultyDatabase(env.DB),
  };
  return surroundings;
}

/** How long a run of the schedule lives when it dies. ms */
const shortLife = 300;

/** The consumer as it is, with faulty services around it, and batches that come twice or are not lived through. */
export default {
  async fetch(request, env) {
    return (
      (await steered(request, [env.CALLS, env.ALONE])) ?? new Response('only the storm calls here', { status: 404 })
    );
  },

  async queue(batch, env) {
    await deliver(batch, (delivered) => consumer.queue(delivered, surroundingsOf(env)));
  },

  async scheduled(controller, env) {
    const run = consumer.scheduled(controller, surroundingsOf(env));
    if (faults.schedule !== 'dies') return run;
    run.catch(() => undefined);
    await Promise.race([run, scheduler.wait(Math.random() * shortLife)]);
  },
} satisfies ExportedHandler<Env>;
