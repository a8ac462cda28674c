import * as z from 'zod';

const integer = (minimum: number, maximum: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.int().min(minimum).max(maximum));

const object = z.string().transform((text, context): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  context.addIssue({ code: 'custom', message: 'must be a JSON object' });
  return z.NEVER;
});

const percentEncoded = z.string().transform((text, context) => {
  try {
    return decodeURIComponent(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be percent-encoded UTF-8' });
    return z.NEVER;
  }
});

const megabytes64 = 64 * 1024 * 1024;

/** The headers, without `x-sample-`, by which a caller chooses how the provider behaves. README.md explains each. */
const behaviourSchema = z.strictObject({
  id: z.string().min(1).max(200).default(''),
  status: integer(200, 599)
    .refine((status) => status !== 101, 'must be a final status')
    .optional(),
  'fail-first': integer(1, 1000).optional(),
  'retry-after': integer(0, 3600).default(1),
  usage: object.optional(),
  answer: percentEncoded.optional(),
  'delay-ms': integer(0, 600_000).default(0),
  'chunk-delay-ms': integer(0, 60_000).default(0),
  'chunk-bytes': integer(1, megabytes64).optional(),
  chunks: integer(1, 100_000).optional(),
  characters: integer(1, megabytes64).optional(),
  'stall-after-bytes': integer(0, megabytes64).optional(),
  'cut-after-bytes': integer(0, megabytes64).optional(),
  'error-after-chunks': integer(0, 100_000).optional(),
  malformed: z.enum(['json', 'html', 'no-end']).optional(),
  encoding: z.enum(['gzip', 'br', 'zstd', 'deflate']).optional(),
});

export type Behaviour = z.infer<typeof behaviourSchema>;

const prefix = 'x-sample-';

/** Raised when a caller asks for a behaviour that does not exist. */
export class BehaviourError extends Error {
  readonly code = 'bad_behaviour';
  override name = 'BehaviourError';
}

/** Reads the `x-sample-…` headers. @throws BehaviourError that names each header which makes no sense */
export function readBehaviour(headers: Record<string, string>): Behaviour {
  const asked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(prefix)) asked[name.slice(prefix.length)] = value;
  }
  const result = behaviourSchema.safeParse(asked);
  if (!result.success) {
    const complaints = result.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `${prefix}${key} is not a header of the sample provider`).join('; ')
        : `${prefix}${issue.path.join('.')}: ${issue.message}`,
    );
    throw new BehaviourError(complaints.join('; '));
  }
  if (result.data['fail-first'] !== undefined && result.data.id === '') {
    throw new BehaviourError('x-sample-fail-first needs an x-sample-id to count the calls by');
  }
  return result.data;
}
