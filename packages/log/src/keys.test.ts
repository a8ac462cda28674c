import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkKey, idPattern, type KeyClaims, signKey } from './keys.ts';

const claims: KeyClaims = { kind: 'w', organisationId: 'acme', keyId: 'k1', expiresAt: 2_000_000_000 };
const before = 1_999_999_999_999;
const anyClaims: fc.Arbitrary<KeyClaims> = fc.record({
  kind: fc.constantFrom('w', 'r', 'a'),
  organisationId: fc.stringMatching(idPattern),
  keyId: fc.stringMatching(idPattern),
  expiresAt: fc.integer({ min: 0, max: 999_999_999_999 }),
});

describe('a signed key', () => {
  it('gives back what it was made of, whatever that was, and is safe in a URL path', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaims, fc.string({ minLength: 1 }), async (some, secret) => {
        const key = await signKey(some, secret);
        expect(key).toMatch(/^tally_[wra]_[\w-]+$/);
        expect(await checkKey(key, some.kind, [secret], 0)).toEqual({ ok: true, claims: some });
      }),
    );
  });

  it('is refused after a change of any character to any other', async () => {
    const key = await signKey(claims, 'secret');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~ \u00e9';
    for (let at = 0; at < key.length; at++) {
      for (const character of alphabet) {
        if (character === key[at]) continue;
        const changed = key.slice(0, at) + character + key.slice(at + 1);
        expect((await checkKey(changed, 'w', ['secret'], 0)).ok, changed).toBe(false);
      }
    }
  });

  it('is refused when cut or lengthened', async () => {
    const key = await signKey(claims, 'secret');
    for (let length = 0; length < key.length; length++) {
      expect((await checkKey(key.slice(0, length), 'w', ['secret'], 0)).ok).toBe(false);
    }
    for (const more of ['A', '=', ' ', '\n', '_']) {
      expect(await checkKey(key + more, 'w', ['secret'], 0)).toMatchObject({ refusal: 'malformed' });
    }
  });

  it('expires in the very second that it names', async () => {
    const key = await signKey(claims, 'secret');
    expect((await checkKey(key, 'w', ['secret'], before)).ok).toBe(true);
    expect(await checkKey(key, 'w', ['secret'], before + 1)).toEqual({ ok: false, refusal: 'expired' });
  });

  it('counts under the current and the previous secret, and no other', async () => {
    const key = await signKey(claims, 'old');
    expect((await checkKey(key, 'w', ['new', 'old'], 0)).ok).toBe(true);
    for (const secrets of [['new'], ['new', undefined], ['new', ''], []]) {
      expect(await checkKey(key, 'w', secrets, 0)).toEqual({ ok: false, refusal: 'bad_signature' });
    }
  });

  it('of another kind is told as such, and its kind cannot be changed', async () => {
    const key = await signKey(claims, 'secret');
    expect(await checkKey(key, 'a', ['secret'], 0)).toEqual({ ok: false, refusal: 'wrong_kind' });
    expect(await checkKey(key.replace('_w_', '_a_'), 'a', ['secret'], 0)).toEqual({
      ok: false,
      refusal: 'bad_signature',
    });
  });

  it('never comes from an empty secret, a bad id or a bad expiry', async () => {
    await expect(signKey(claims, '')).rejects.toThrow(RangeError);
    for (const id of ['', '-a', 'A', 'a:b', 'a b', 'é', 'a'.repeat(41)]) {
      await expect(signKey({ ...claims, keyId: id }, 'secret')).rejects.toThrow(RangeError);
      await expect(signKey({ ...claims, organisationId: id }, 'secret')).rejects.toThrow(RangeError);
    }
    for (const expiresAt of [-1, 0.5, Number.NaN, 1e12, 1e21]) {
      await expect(signKey({ ...claims, expiresAt }, 'secret')).rejects.toThrow(RangeError);
    }
  });
});

describe('checkKey', () => {
  it.each([
    ['', 'malformed'],
    ['sk-proj-123', 'malformed'],
    ['tally_w_', 'malformed'],
    ['tally_x_YWNtZTprMTow_AAAAAAAAAAAAAAAAAAAAAA', 'malformed'],
    [`tally_w_${btoa('acme:k1:soon')}_AAAAAAAAAAAAAAAAAAAAAA`, 'malformed'],
    [`tally_w_${btoa('acme:k1:0:0')}_AAAAAAAAAAAAAAAAAAAAAA`.replaceAll('=', ''), 'malformed'],
    [`tally_w_AAAAA_AAAAAAAAAAAAAAAAAAAAAA`, 'malformed'],
    [`tally_w_${btoa('acme:k1:00')}_AAAAAAAAAAAAAAAAAAAAAA`.replaceAll('=', ''), 'bad_signature'],
  ])('refuses %j', async (key, refusal) => {
    expect(await checkKey(key, 'w', ['secret'], 0)).toEqual({ ok: false, refusal });
  });

  it('refuses any text at all, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.base64String(), async (text, base64) => {
        for (const key of [text, `tally_w_${text}`, `tally_w_${base64}_AAAAAAAAAAAAAAAAAAAAAA`]) {
          expect((await checkKey(key, 'w', ['secret'], 0)).ok).toBe(false);
        }
      }),
    );
  });
});
