import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerTable, missingGuard, OwnHeaders, readDescription } from './headers.ts';

function headers(given: Record<string, string> | [string, string][]): OwnHeaders {
  const own = new OwnHeaders();
  for (const [name, value] of Array.isArray(given) ? given : Object.entries(given)) own.put(name.toLowerCase(), value);
  return own;
}

const empty = readDescription(headers({}));

describe('OwnHeaders', () => {
  it('takes what begins with one of the two prefixes, and nothing else', () => {
    const own = new OwnHeaders();
    expect(own.put('tally-user-id', ' ada ')).toBe(true);
    expect(own.put('helicone-session-id', 's')).toBe(true);
    expect(own.put('authorization', 'x')).toBe(false);
    expect(own.put('x-tally-user-id', 'x')).toBe(false);
    expect([...own.entries()].map(([name, { value }]) => [name, value])).toEqual([
      ['user-id', 'ada'],
      ['session-id', 's'],
    ]);
  });

  it('lets Tally-* win over Helicone-*, in either order', () => {
    const both: [string, string][] = [
      ['Helicone-User-Id', 'helicone'],
      ['Tally-User-Id', 'tally'],
    ];
    expect(headers(both).get('user-id')).toBe('tally');
    expect(headers(both.reverse()).get('user-id')).toBe('tally');
  });

  it('takes anything but false for a wish to be protected', () => {
    for (const value of ['True', '1', 'yes']) {
      expect(headers({ 'Tally-Omit-Request': value }).asks('omit-request'), value).toBe(true);
    }
    for (const value of ['False', '']) {
      expect(headers({ 'Tally-Omit-Request': value }).asks('omit-request'), value).toBe(false);
    }
    expect(headers({}).asks('omit-request')).toBe(false);
  });
});

describe('readDescription', () => {
  it('reads every describing header', () => {
    expect(
      readDescription(
        headers({
          'Helicone-Request-Id': '018F0000-0000-7000-8000-000000000000',
          'Helicone-User-Id': 'ada',
          'Helicone-Session-Id': 's1',
          'Helicone-Session-Path': '/plan/search',
          'Helicone-Session-Name': 'Trip',
          'Helicone-Prompt-Id': 'p1',
          'Helicone-Model-Override': 'gpt-4o',
          'Helicone-Property-Team': 'search',
          'Tally-Property-App': '',
        }),
      ),
    ).toEqual({
      request_id: '018f0000-0000-7000-8000-000000000000',
      user_id: 'ada',
      session_id: 's1',
      session_path: '/plan/search',
      session_name: 'Trip',
      prompt_id: 'p1',
      model_override: 'gpt-4o',
      properties: { team: 'search', app: '' },
      warnings: [],
    });
  });

  it.each([
    ['User-Id', 256],
    ['Session-Id', 256],
    ['Session-Path', 1024],
    ['Session-Name', 256],
    ['Prompt-Id', 256],
    ['Model-Override', 256],
    ['Property-team', 1024],
  ])('drops a %s longer than %i characters, with a warning', (name, limit) => {
    expect(readDescription(headers({ [`Tally-${name}`]: 'x'.repeat(limit) })).warnings).toEqual([]);
    expect(readDescription(headers({ [`Tally-${name}`]: 'x'.repeat(limit + 1) }))).toEqual({
      ...empty,
      warnings: [`Tally-${name} is longer than ${limit} characters and was dropped`],
    });
  });

  it.each([
    [{ 'Tally-Request-Id': 'mine' }, 'Tally-Request-Id is not a UUID and was replaced'],
    [{ 'Tally-Property-': 'x' }, 'Tally-Property- names no property and was dropped'],
    [{ 'Tally-Property-__proto__': 'x' }, 'Tally-Property-__proto__ is not a name that can be stored and was dropped'],
    [{ [`Tally-Property-${'x'.repeat(65)}`]: 'x' }, 'has a name longer than 64 characters and was dropped'],
    [{ 'Tally-Proprety-Team': 'x' }, 'Tally-proprety-team is not a header of Tallystick and was ignored'],
    [{ 'Tally-Cache-Enabled': 'true' }, 'Tally-Cache-Enabled is not supported yet and was ignored'],
    [{ 'Helicone-Bar': 'x' }, 'Helicone-bar is not a header of Tallystick and was ignored'],
    [{ 'Tally-User-Id': 'J\ufffdrgen' }, 'Tally-User-Id is not UTF-8 and was dropped'],
    [{ 'Tally-User-Id': 'a\x1b[31m' }, 'Tally-User-Id holds control characters and was dropped'],
    [{ 'Tally-Property-Team': 'a\tb' }, 'Tally-Property-team holds control characters and was dropped'],
    [{ 'Tally-Omit-Request': 'yes' }, 'Tally-Omit-Request is neither true nor false: the body is omitted'],
  ])('drops %j with a warning', (given, warning) => {
    const { warnings, ...description } = readDescription(headers(given));
    expect(warnings).toEqual([expect.stringContaining(warning)]);
    expect({ ...description, warnings: [] }).toEqual(empty);
  });

  it('keeps the first 64 properties and says how many were dropped', () => {
    const many = Array.from({ length: 70 }, (_, n): [string, string] => [`Tally-Property-p${n}`, `${n}`]);
    const { properties, warnings } = readDescription(headers(many));
    expect(Object.keys(properties)).toHaveLength(64);
    expect(warnings).toEqual(['6 properties beyond the first 64 were dropped']);
  });

  it('does not let bad headers fill the log with warnings', () => {
    const many = Array.from({ length: 500 }, (_, n): [string, string] => [`Tally-${'x'.repeat(200)}${n}`, 'x']);
    const { warnings } = readDescription(headers(many));
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toBe('and 480 warnings more');
    expect(warnings.join('').length).toBeLessThan(5000);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('takes no harm from Tally-%s', (name) => {
    const description = readDescription(headers({ [`Tally-${name}`]: 'x', [`Tally-Property-${name}`]: 'y' }));
    expect(Object.getPrototypeOf(description.properties)).toBe(Object.prototype);
    expect(description.properties).toEqual(name === '__proto__' ? {} : { [name.toLowerCase()]: 'y' });
  });

  it('never fails a call, whatever the headers', () => {
    const name = fc.oneof(
      fc.constantFrom(...headerTable.map((header) => header.name)),
      fc.string({ unit: 'binary' }).map((text) => `Property-${text}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ unit: 'binary', maxLength: 2000 }))), (given) => {
        const description = readDescription(headers(given.map(([suffix, value]) => [`Tally-${suffix}`, value])));
        expect(JSON.parse(JSON.stringify(description))).toEqual(description);
      }),
    );
  });
});

describe('missingGuard', () => {
  it.each(['true', 'TRUE', 'yes', '1'])('names the guard that %j asks for', (value) => {
    expect(missingGuard(headers({ 'Helicone-Moderations-Enabled': value }))?.name).toBe('Moderations-Enabled');
    expect(missingGuard(headers({ 'Tally-LLM-Security-Enabled': value }))?.name).toBe('LLM-Security-Enabled');
  });

  it('is content where none is asked for', () => {
    for (const value of ['false', 'False', '']) {
      expect(missingGuard(headers({ 'Helicone-Moderations-Enabled': value }))).toBeUndefined();
    }
    expect(missingGuard(headers({ 'Tally-Cache-Enabled': 'true' }))).toBeUndefined();
  });
});

it('no header is defined twice', () => {
  const names = headerTable.map((header) => header.name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
});
