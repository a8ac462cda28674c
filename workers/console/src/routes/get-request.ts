import type { OpenAPIHono } from '@hono/zod-openapi';
import { findAttempts, findRequest } from '@tallystick/clickhouse';
import { type Bodies, getRequest } from '@tallystick/client/routes';
import { type Conversation, readConversation } from '@tallystick/providers/conversation';
import { ApiError } from '../api-error.ts';
import { noteReading } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { readBodies } from '../questions/bodies.ts';
import { seesBodies } from '../questions/sees-bodies.ts';
import type { AppEnv } from '../services.ts';

export function addGetRequest(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...getRequest, ...allow('r', 'a') }, async (c) => {
    const { id } = c.req.valid('param');
    return withAsker(c, c.req.valid('query').organisation, async (asker) => {
      const found = await findRequest(asker, id);
      if (!found) {
        throw new ApiError(
          'not_found',
          `there is no call ${id}: it may have come a moment ago, or be older than is kept`,
        );
      }
      const [attempts, bodies] = await Promise.all([
        findAttempts(asker, found.request),
        seesBodies(c.var.caller) ? readBodies(asker, c.var.services.objects, found.request) : hiddenBodies,
      ]);
      if (bodies.request || bodies.response) noteReading(c, asker.organisation, found.request.request_id);
      const conversation = conversationOf(found.request.path, bodies);
      return c.json({ ...found, attempts, bodies, conversation, again: askAgain(c, asker.asked) }, 200);
    });
  });
}

const hiddenBodies: Bodies = { request: null, response: null, missing: 'as viewer you see no bodies' };

function conversationOf(path: string, { request, response }: Bodies): Conversation | null {
  if (!request || !response) return null;
  const bodies = {
    request_body: request.text,
    request_encoding: request.encoding,
    response_body: response.text,
    response_encoding: response.encoding,
  };
  return readConversation({ path, ...bodies }) ?? null;
}
