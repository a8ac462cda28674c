import { ClickHouseError } from './errors.ts';

/** ClickHouse cuts an exception at 16 KiB, and puts its marks around it. Bytes */
const longestException = 20_000;

/**
 * Passes an answer on without the exception that ClickHouse writes at its end when it fails in the middle, and fails then
 * (https://clickhouse.com/docs/interfaces/http, `X-ClickHouse-Exception-Tag`). ClickHouse breaks the connection as well; what stands
 * between may end it in order. So the last bytes are held back until the end has come: a broken stream loses them.
 *
 * @param tag drawn for this answer, so that no data can hold it; '' of a server that has none
 */
export function withoutException(tag: string): TransformStream<Uint8Array, Uint8Array> {
  const held: Uint8Array[] = [];
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      held.push(chunk);
      length += chunk.length;
      for (let first = held[0]; first && length - first.length >= longestException; first = held[0]) {
        controller.enqueue(first);
        length -= first.length;
        held.shift();
      }
    },
    async flush(controller) {
      const end = new Uint8Array(await new Blob(held as Uint8Array<ArrayBuffer>[]).arrayBuffer());
      const text = new TextDecoder().decode(end);
      const at = tag === '' ? -1 : text.lastIndexOf(`__exception__\r\n${tag}\r\n`);
      if (at >= 0) throw new ClickHouseError('unknown', { detail: text.slice(at) });
      controller.enqueue(end);
    },
  });
}
