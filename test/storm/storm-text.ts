import { createCipheriv } from 'node:crypto';

/** Makes a text of about so many characters that hardly compresses, other for each call and the same in each run of a seed. */
export type StormText = (index: number, characters: number) => string;

const poolCharacters = 1_000_000;

export function stormText(seed: number): StormText {
  const key = Buffer.alloc(16);
  key.writeInt32BE(seed | 0);
  const noise = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(poolCharacters * 0.75));
  const pool = noise.toString('base64');
  return (index, characters) => {
    const start = (index * 7919) % pool.length;
    const noise = pool.slice(start) + pool.repeat(Math.floor(characters / pool.length) + 1);
    return `Call ${index}: ${noise.slice(0, characters)}`;
  };
}
