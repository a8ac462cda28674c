import type { ZodError } from 'zod';

/** The first thing wrong with an input, beginning with the field's name where it is a field's. */
export function describeIssue(error: Pick<ZodError, 'issues' | 'message'>): string {
  const [issue] = error.issues;
  if (!issue) return error.message;
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return `unknown field ${issue.keys.map((key) => [...issue.path, key].join('.')).join(', ')}`;
  }
  return field ? `${field}: ${issue.message}` : issue.message;
}
