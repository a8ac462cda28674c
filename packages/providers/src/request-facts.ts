import { type Fields, identifier, object, word } from './reading/fields.ts';
import type { RequestFacts } from './wire-format.ts';

/** A longer user id is dropped, as it is from the header: cut short, two users could become one. Characters. */
const longestUserId = 256;

/** Vertex AI's paths name the place, also those in other providers' formats. */
const place = /\/locations\/([^/]+)\//;

/**
 * What OpenAI's and Anthropic's requests, and most others', have in common. The user is the first of `user`,
 * `metadata.user_id` and `safety_identifier`.
 * https://developers.openai.com/api/docs/guides/safety-best-practices, https://platform.claude.com/docs/en/api/messages
 */
export function readRequest(body: Fields, path: string): RequestFacts {
  const users = [body.user, object(body.metadata).user_id, body.safety_identifier];
  return {
    requestedModel: word(body.model),
    requestedTier: identifier(body.service_tier),
    requestedGeo: identifier(place.exec(path)?.[1]),
    requestedEffort: identifier(body.reasoning_effort ?? object(body.reasoning).effort),
    userId: users.map(userId).find((user) => user !== '') ?? '',
    // A form has texts only.
    stream: body.stream === true || body.stream === 'true',
  };
}

function userId(value: unknown): string {
  return typeof value === 'string' && value.length <= longestUserId ? value.toWellFormed() : '';
}
