import { z } from '@hono/zod-openapi';
import { quoted } from '@tallystick/filter';
import { describeIssue } from '@tallystick/log';

const types: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const units: Readonly<Record<string, readonly [one: string, several: string]>> = {
  string: [' character', ' characters'],
  array: [' entry', ' entries'],
};
const size = (limit: number | bigint, origin: string) => `${limit}${units[origin]?.[limit === 1 ? 0 : 1] ?? ''}`;

// Where a schema has no words of its own: what is taken, and what was sent.
z.config({
  customError: (issue) => {
    const { input } = issue;
    const missing = input === undefined ? 'is missing: ' : '';
    // JSON has no NaN: a query had something else there.
    const not = missing || Number.isNaN(input) ? '' : `, not ${quoted(input)}`;
    switch (issue.code) {
      case 'invalid_type':
        return `${missing}takes ${types[issue.expected] ?? issue.expected}${not}`;
      case 'invalid_value':
        return `${missing}takes one of ${issue.values.join(', ')}${not}`;
      case 'too_small':
        return `takes at least ${size(issue.minimum, issue.origin)}`;
      case 'too_big':
        return `takes at most ${size(issue.maximum, issue.origin)}`;
      case 'unrecognized_keys':
        return issue.inst instanceof z.ZodObject
          ? `the fields are ${Object.keys(issue.inst.shape).join(', ')}`
          : undefined;
      default:
        return undefined;
    }
  },
});

/** So many mistakes are told of one request. */
const mostTold = 8;

/** What is wrong with a request, in the words of a refusal. */
export function describeInput({ issues, message }: Pick<z.ZodError, 'issues' | 'message'>): string {
  if (issues.length === 0) return message;
  const said = new Set(issues.map((issue) => describeOne(issue, message)));
  const rest = said.size > mostTold ? [`and ${said.size - mostTold} more`] : [];
  return [...[...said].slice(0, mostTold), ...rest].join('; ');
}

function describeOne(issue: z.core.$ZodIssue, message: string): string {
  const said = describeIssue({ issues: [issue], message });
  if (issue.code === 'unrecognized_keys') return `${said}: ${issue.message}`;
  return issue.path.length === 0 ? `the body ${said}` : said;
}
