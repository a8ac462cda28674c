import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undoContentEncoding } from './content-encoding.ts';

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

describe.each(Object.keys(encoders))('a body encoded with %s', (name) => {
  const encode = (bytes: Uint8Array) => plain((encoders[name] ?? plain)(bytes));

  it('is decoded whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const { bytes: decoded, fault } = undoContentEncoding(encode(bytes), name, limit);
        expect({ decoded: plain(decoded), fault }).toEqual({ decoded: bytes, fault: '' });
      }),
    );
  });

  it('gives its beginning when it was cut, as an aborted call leaves it', () => {
    const encoded = encode(text);
    const { bytes } = undoContentEncoding(encoded.subarray(0, encoded.length >> 1), name, limit);
    expect(bytes.length).toBeGreaterThan(1000);
    expect(plain(bytes)).toEqual(text.slice(0, bytes.length));
  });

  it('gives what precedes a damage', () => {
    const encoded = encode(text);
    for (let at = encoded.length >> 1; at < encoded.length; at++) encoded[at] = (at * 151) & 0xff;
    const { bytes } = undoContentEncoding(encoded, name, limit);
    expect(plain(bytes.subarray(0, 1000))).toEqual(text.slice(0, 1000));
  });

  it('never becomes more than the limit, however much is packed into it', () => {
    const bomb = encode(new Uint8Array(10_000_000));
    const { bytes, fault } = undoContentEncoding(bomb, name, limit);
    expect(bytes.length).toBeLessThanOrEqual(limit);
    expect(fault).toContain('in part only');
  });
});

describe('the Content-Encoding header', () => {
  it('may name several codings, of which the last is undone first', () => {
    const encoded = brotliCompressSync(gzipSync(text));
    const { bytes, fault } = undoContentEncoding(plain(encoded), ' GZIP , br', limit);
    expect({ bytes: plain(bytes), fault }).toEqual({ bytes: text, fault: '' });
  });

  it('may say identity, which means nothing was done', () => {
    expect(undoContentEncoding(text, 'identity', limit)).toEqual({ bytes: text, fault: '' });
  });

  it('leaves the bytes alone when it names a coding that is not known', () => {
    const { bytes, fault } = undoContentEncoding(text, 'gzip, pack200', limit);
    expect(bytes).toBe(text);
    expect(fault).toContain('pack200');
  });

  it('is not followed through more layers than real bodies have', () => {
    const { bytes, fault } = undoContentEncoding(text, 'gzip, gzip, gzip, gzip', limit);
    expect(bytes).toBe(text);
    expect(fault).toContain('more than 3 times');
  });

  it('is not followed for a body of which nothing was captured', () => {
    expect(undoContentEncoding(new Uint8Array(), 'br', limit)).toEqual({ bytes: new Uint8Array(), fault: '' });
  });

  it('that is wrong about the body leaves nothing but a note', () => {
    const { bytes, fault } = undoContentEncoding(text, 'gzip', limit);
    expect(bytes.length).toBe(0);
    expect(fault).toContain('in part only');
  });
});
