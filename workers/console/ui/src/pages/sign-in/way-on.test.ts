import { describe, expect, it } from 'vitest';
import { wayOn } from './way-on.ts';

describe('the way on after signing in', () => {
  const origin = 'https://console.example.com';

  it.each([
    ['/requests?filter=model%3Ao3&from=7d', '/requests?filter=model%3Ao3&from=7d'],
    ['/requests/0198#facts', '/requests/0198#facts'],
    ['https://console.example.com/models', '/models'],
  ])('leads to a page of this console: %s', (to, leads) => {
    expect(wayOn(to, origin)).toBe(leads);
  });

  it.each([
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://console.example.com.evil.example/',
    'https://console.example.com@evil.example/',
    'http://console.example.com/models',
    'http://[',
    '/sign-in',
    '/sign-in?to=/sign-in',
  ])('leads to the overview, and to no other site: %s', (to) => {
    expect(wayOn(to, origin)).toBe('/');
  });
});
