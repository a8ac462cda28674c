// The part of node:zlib that the consumer uses. Node's own types would bring all of Node's globals into a Worker.
declare module 'node:zlib' {
  interface Options {
    finishFlush?: number;
    maxOutputLength?: number;
  }

  export function gunzipSync(bytes: Uint8Array, options: Options): Uint8Array;
  export function inflateSync(bytes: Uint8Array, options: Options): Uint8Array;
  export function inflateRawSync(bytes: Uint8Array, options: Options): Uint8Array;
  export function brotliDecompressSync(bytes: Uint8Array, options: Options): Uint8Array;
  export function zstdDecompressSync(bytes: Uint8Array, options: Options): Uint8Array;
  // For tests only.
  export function gzipSync(bytes: Uint8Array): Uint8Array;
  export function deflateSync(bytes: Uint8Array): Uint8Array;
  export function deflateRawSync(bytes: Uint8Array): Uint8Array;
  export function brotliCompressSync(bytes: Uint8Array): Uint8Array;
  export function zstdCompressSync(bytes: Uint8Array): Uint8Array;

  export const constants: {
    Z_SYNC_FLUSH: number;
    BROTLI_OPERATION_FLUSH: number;
    ZSTD_e_flush: number;
  };
}
