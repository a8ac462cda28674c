import type { OpenAPIHono } from '@hono/zod-openapi';
import { models, prompts, properties, propertyValues, sessions, users } from '@tallystick/clickhouse';
import {
  queryModels,
  queryPrompts,
  queryProperties,
  queryPropertyValues,
  querySessions,
  queryUsers,
} from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { answerGroups } from '../questions/answer-groups.ts';
import type { AppEnv } from '../services.ts';

export function addQueryGroups(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...queryUsers, ...allow('r', 'a') }, async (c) => {
    return c.json(await answerGroups(c, users, c.req.valid('json')), 200);
  });

  app.openapi({ ...queryModels, ...allow('r', 'a') }, async (c) => {
    return c.json(await answerGroups(c, models, c.req.valid('json')), 200);
  });

  app.openapi({ ...queryPrompts, ...allow('r', 'a') }, async (c) => {
    return c.json(await answerGroups(c, prompts, c.req.valid('json')), 200);
  });

  app.openapi({ ...querySessions, ...allow('r', 'a') }, async (c) => {
    return c.json(await answerGroups(c, sessions, c.req.valid('json')), 200);
  });

  app.openapi({ ...queryProperties, ...allow('r', 'a') }, async (c) => {
    return c.json(await answerGroups(c, properties, c.req.valid('json')), 200);
  });

  app.openapi({ ...queryPropertyValues, ...allow('r', 'a') }, async (c) => {
    const question = c.req.valid('json');
    return c.json(await answerGroups(c, propertyValues(question.property), question), 200);
  });
}
