import { type Fields, identifier, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import type { RequestFacts } from '../wire-format.ts';

/** What is asked of which model: `…/models/gemini-2.5-flash:generateContent`, likewise of tuned models and Vertex AI's endpoints. */
const call = /\/([^/:]+)(?::|%3a)(\w+)\/?$/i;

/** The method that a path of Google's calls, '' for any other path. */
export function googleMethod(path: string): string {
  return call.exec(path)?.[2] ?? '';
}

/**
 * The model and whether a stream is asked for stand in the path.
 * https://ai.google.dev/api/generate-content, https://ai.google.dev/gemini-api/docs/priority-inference
 */
export function readGoogleRequest(body: Fields, path: string): RequestFacts {
  const tier = identifier(body.serviceTier ?? body.service_tier);
  return {
    ...readRequest(body, path),
    requestedModel: word(call.exec(path)?.[1]),
    // The names of the enumeration in full are taken too.
    requestedTier: tier.replace(/^service_tier_/i, '').toLowerCase(),
    stream: googleMethod(path) === 'streamGenerateContent',
  };
}
