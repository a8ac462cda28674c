import type { Hono } from 'hono';
import { createApp } from './app.ts';
import type { Variables } from './settings.ts';

/** The bindings and variables of wrangler.toml. */
export interface Env extends Variables {
  CALLS: Queue;
  OBJECTS: R2Bucket;
  DB: D1Database;
}

/** One app for each isolate: the settings are read once. */
let app: Hono | undefined;

export default {
  fetch(request, env, context) {
    app ??= createApp(env, { queue: env.CALLS, objects: env.OBJECTS, database: env.DB });
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;
