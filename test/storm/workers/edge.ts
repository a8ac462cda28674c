import { type Env, default as edge } from '../../../workers/edge/src/index.ts';
import { counted, faulty, faultyDatabase, faultyObjects, steered } from './surroundings.ts';

/** The edge as it is, with faulty services around it. */
let surroundings: Env | undefined;

export default {
  async fetch(request, env, context) {
    surroundings ??= {
      ...env,
      CALLS: faulty(env.CALLS, 'queue'),
      OBJECTS: faultyObjects(env.OBJECTS),
      DB: faultyDatabase(env.DB),
    };
    return (await steered(request, [env.CALLS])) ?? edge.fetch(request, surroundings, counted(context));
  },
} satisfies ExportedHandler<Env>;
