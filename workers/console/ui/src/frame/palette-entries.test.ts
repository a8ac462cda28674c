import { expect, test } from 'vitest';
import { entriesFor } from './palette-entries.ts';

const names = (wanted: string) => entriesFor(wanted, [], ['model:gpt*']).map(({ name }) => name);

test('a request is found by its id', () => {
  const id = '01A1FFDF-24B6-772D-B8F3-0F26818CC480';
  expect(entriesFor(` ${id} `, [], [])).toMatchObject([
    { group: 'Request', act: { params: { id: id.toLowerCase() } } },
  ]);
});

test('pages, recent filters and things to do are found by any of their words', () => {
  expect(names('sess')).toEqual(['Sessions']);
  expect(names('theme dark')).toEqual(['Use the dark theme']);
  expect(names('gpt')).toEqual(['model:gpt*']);
  expect(names('no such thing')).toEqual([]);
});
