import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { describingFields, readDescribingFields } from './describing-fields.ts';
import { OwnHeaders, readDescription } from './headers.ts';

describe('readDescribingFields', () => {
  it('reads what the headers of the same names would say', () => {
    const own = new OwnHeaders();
    const values = {
      'user-id': 'ada',
      'session-id': 's',
      'session-path': 'a/b',
      'prompt-id': 'p',
      'property-team': 'x',
    };
    for (const [name, value] of Object.entries(values)) own.put(`tally-${name}`, value);
    const { description, omit } = readDescribingFields({
      user_id: 'ada',
      session_id: ' s ',
      session_path: 'a/b',
      prompt_id: 'p',
      properties: { Team: 'x' },
    });
    expect(description).toEqual(readDescription(own));
    expect(omit).toEqual({ request: false, response: false });
  });

  it('knows a field for every header that describes a call, and for none that changes one', () => {
    expect(describingFields).toEqual([
      'request_id',
      'user_id',
      'session_id',
      'session_path',
      'session_name',
      'prompt_id',
      'model_override',
      'omit_request',
      'omit_response',
      'properties',
    ]);
  });

  it('takes numbers and booleans for their text, and null for nothing', () => {
    const { description, omit } = readDescribingFields({
      user_id: 42,
      session_id: null,
      omit_request: true,
      omit_response: false,
      properties: { attempt: 3, paid: false, nothing: null },
    });
    expect(description).toMatchObject({ user_id: '42', session_id: '', warnings: [] });
    expect(description.properties).toEqual({ attempt: '3', paid: 'false' });
    expect(omit).toEqual({ request: true, response: false });
  });

  it.each([
    [{ user_id: ['ada'] }, 'user_id is not a text and was dropped'],
    [{ user_id: 'a\0b' }, 'user_id holds control characters and was dropped'],
    [{ user_id: 'a\ud800' }, 'user_id is not UTF-8 and was dropped'],
    [{ session_name: 'x'.repeat(257) }, 'session_name is longer than 256 characters and was dropped'],
    [{ request_id: 'order-17' }, 'request_id is not a UUID and was replaced'],
    [{ properties: 'team=x' }, 'properties is not an object and was dropped'],
    [{ properties: ['x'] }, 'properties is not an object and was dropped'],
    [{ properties: { team: { name: 'x' } } }, 'properties.team is not a text and was dropped'],
    [
      { properties: { 'a b': 'x' } },
      'properties.a b must be named in lower case, with what a header’s name may hold and was dropped',
    ],
    [
      JSON.parse('{"properties":{"__proto__":"x"}}'),
      'properties.__proto__ is not a name that can be stored and was dropped',
    ],
  ])('drops a bad value with a warning that names its field', (fields, warning) => {
    const { description } = readDescribingFields(fields);
    expect(description.warnings).toEqual([warning]);
    expect({ ...description, warnings: [] }).toEqual(readDescription(new OwnHeaders()));
  });
});

it('is documented, field by field', async () => {
  const document = await readFile(new URL('../../../docs/logging-without-the-proxy.md', import.meta.url), 'utf8');
  for (const field of describingFields) expect(document).toContain(`\`${field}\``);
});
