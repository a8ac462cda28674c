import { once } from 'node:events';
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from 'node:zlib';
import type { Behaviour } from './behaviour.ts';

const encoders = {
  gzip: () => createGzip({ flush: constants.Z_SYNC_FLUSH }),
  deflate: () => createDeflate({ flush: constants.Z_SYNC_FLUSH }),
  br: () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdCompress({ flush: constants.ZSTD_e_flush }),
};

/** Encodes piece by piece, flushed after each, so that a stream stays a stream. */
export async function encodePieces(
  pieces: readonly Uint8Array[],
  encoding: NonNullable<Behaviour['encoding']>,
): Promise<Uint8Array[]> {
  if (pieces.length === 0) return [];
  const encoder = encoders[encoding]();
  const encoded: Uint8Array[] = [];
  encoder.on('data', (bytes: Uint8Array) => encoded.push(bytes));
  for (const piece of pieces) {
    await new Promise<void>((resolve, reject) => {
      encoder.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }
  const ended = once(encoder, 'end');
  encoder.end();
  await ended;
  return encoded;
}
