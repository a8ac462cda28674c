import type * as z from 'zod';
import { type Call, ProviderError } from './endpoint.ts';

/** Reads a JSON body. @throws ProviderError (400) that names the first part of it that is missing or wrong */
export function readJson<Shape extends z.ZodType>(call: Call, schema: Shape): z.infer<Shape> {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(call.body));
  } catch {
    throw new ProviderError(400, 'We could not parse the JSON body of your request.');
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = issue?.path.join('.') || null;
  throw new ProviderError(400, `${param ?? 'body'}: ${issue?.message ?? 'invalid'}`, { param });
}
