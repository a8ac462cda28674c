import type { ZodError } from 'zod';

/** Names in an input come from outside: more of one is not repeated. */
const longestName = 80;

/** The first thing wrong with an input, beginning with the path of the part: `groupings[1].by`. */
export function describeIssue(error: Pick<ZodError, 'issues' | 'message'>): string {
  const [issue] = error.issues;
  if (!issue) return error.message;
  const field = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return `unknown field ${issue.keys.map((key) => pathOf([...issue.path, key])).join(', ')}`;
  }
  return field ? `${field}: ${issue.message}` : issue.message;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((before, part) => {
    if (typeof part === 'number') return `${before}[${part}]`;
    const name = String(part).slice(0, longestName);
    return before === '' ? name : `${before}.${name}`;
  }, '');
}
