import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type DecodingBudget, undoContentEncoding } from '@tallystick/bodies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const encoders: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};
const limit = 1_000_000;
const text = new TextEncoder().encode(Array.from({ length: 30_000 }, (_, n) => `event ${n * 7919}\n`).join(''));

/** Plain bytes, so that a comparison does not stumble over Buffer. */
const plain = (bytes: Uint8Array) => new Uint8Array(bytes);

function undo(bytes: Uint8Array, encoding: string, budget: DecodingBudget = { bytes: 3 * limit }) {
  return undoContentEncoding(bytes, encoding, limit, budget);
}

describe.each(Object.keys(encoders))('a body encoded with %s', (name) => {
  const encode = (bytes: Uint8Array) => plain((encoders[name] ?? plain)(bytes));

  it('is decoded whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const { bytes: decoded, fault } = undo(encode(bytes), name);
        expect({ decoded: plain(decoded), fault }).toEqual({ decoded: bytes, fault: '' });
      }),
    );
  });

  it('gives its beginning when it was cut, as an aborted call leaves it', () => {
    const encoded = encode(text);
    const { bytes } = undo(encoded.subarray(0, encoded.length >> 1), name);
    expect(bytes.length).toBeGreaterThan(1000);
    expect(plain(bytes)).toEqual(text.slice(0, bytes.length));
  });

  it('gives what precedes a damage', () => {
    const encoded = encode(text);
    for (let at = encoded.length >> 1; at < encoded.length; at++) encoded[at] = (at * 151) & 0xff;
    const { bytes } = undo(encoded, name);
    expect(plain(bytes.subarray(0, 1000))).toEqual(text.slice(0, 1000));
  });

  it('never becomes more than the limit, however much is packed into it', () => {
    const bomb = encode(new Uint8Array(10_000_000));
    const { bytes, fault } = undo(bomb, name);
    expect(bytes.length).toBeLessThanOrEqual(limit);
    expect(fault).toContain('too long');
  });

  it('gives a good part of what fits when it is too long', () => {
    const { bytes, fault } = undoContentEncoding(encode(text), name, 200_000, { bytes: 600_000 });
    expect(bytes.length).toBeGreaterThan(25_000);
    expect(bytes.length).toBeLessThanOrEqual(200_000);
    expect(plain(bytes)).toEqual(text.slice(0, bytes.length));
    expect(fault).toContain('too long');
  });

  it('costs no more than its budget, and nothing is decoded once that is spent', () => {
    const bomb = encode(new Uint8Array(2_000_000));
    const budget = { bytes: 3 * limit };
    for (let n = 0; n < 5; n++) undo(bomb, name, budget);
    expect(budget.bytes).toBe(0);
    expect(undo(encode(text), name, budget)).toMatchObject({ bytes: { length: 0 } });
  });
});

it('a body encoded with deflate is decoded without the header of zlib too', () => {
  const { bytes, fault } = undo(plain(deflateRawSync(text)), 'deflate');
  expect({ bytes: plain(bytes), fault }).toEqual({ bytes: text, fault: '' });
});

describe('the Content-Encoding header', () => {
  it('may name several codings, of which the last is undone first', () => {
    const encoded = brotliCompressSync(gzipSync(text));
    const { bytes, fault } = undo(plain(encoded), ' GZIP , br');
    expect({ bytes: plain(bytes), fault }).toEqual({ bytes: text, fault: '' });
  });

  it('may say identity, which means nothing was done', () => {
    expect(undo(text, 'identity')).toEqual({ bytes: text, fault: '' });
  });

  it('leaves the bytes alone when it names a coding that is not known', () => {
    const { bytes, fault } = undo(text, 'gzip, pack200');
    expect(bytes).toBe(text);
    expect(fault).toContain('pack200');
  });

  it('is not followed through more layers than real bodies have', () => {
    const { bytes, fault } = undo(text, 'gzip, gzip, gzip, gzip');
    expect(bytes).toBe(text);
    expect(fault).toContain('more than 3 times');
  });

  it('is not followed for a body of which nothing was captured', () => {
    expect(undo(new Uint8Array(), 'br')).toEqual({ bytes: new Uint8Array(), fault: '' });
  });

  it('that is wrong about the body leaves nothing but a note', () => {
    const { bytes, fault } = undo(text, 'gzip');
    expect(bytes.length).toBe(0);
    expect(fault).toContain('damaged');
  });
});
