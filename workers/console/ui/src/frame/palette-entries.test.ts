import { expect, test } from 'vitest';
import { entriesFor, type Known } from './palette-entries.ts';

const known: Known = {
  views: [],
  recent: ['model:gpt*'],
  organisations: [{ id: 'acme', name: 'Acme', role: 'member' }],
};
const names = (wanted: string) => entriesFor(wanted, known).map(({ name }) => name);

test('a request is found by its id', () => {
  const id = '01A1FFDF-24B6-772D-B8F3-0F26818CC480';
  expect(entriesFor(` ${id} `, known)).toMatchObject([{ group: 'Request', act: { params: { id: id.toLowerCase() } } }]);
});

test('pages, recent filters, organisations and things to do are found by any of their words', () => {
  expect(names('sess')).toEqual(['Sessions']);
  expect(names('theme dark')).toEqual(['Use the dark theme']);
  expect(names('gpt')).toEqual(['model:gpt*']);
  expect(names('acme')).toEqual(['Look at Acme']);
  expect(names('no such thing')).toEqual([]);
});
