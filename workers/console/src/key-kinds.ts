import type { KeyKind } from '@tallystick/log';

/** The kinds of keys in the API's words. */
export const kindNames = { w: 'write', r: 'read', a: 'admin' } as const satisfies Record<KeyKind, string>;

export type KindName = (typeof kindNames)[KeyKind];

export const kindLetters: Readonly<Record<KindName, KeyKind>> = { write: 'w', read: 'r', admin: 'a' };
