import { expect, test } from 'vitest';
import { viewLink } from './view-link.ts';

test('a view leads to its page, in the organisation that is looked at', () => {
  const search = { from: '7d', organisation: 'another' };
  expect(viewLink({ page: '/requests', search })).toEqual({ to: '/requests', search: { from: '7d' } });
});

test.each([
  'https://evil.example',
  '//evil.example',
  '/.//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'requests',
  '/requests\n',
])('a view leads to no other site: %j', (page) => {
  expect(viewLink({ page, search: {} }).to).toBe('/');
});
