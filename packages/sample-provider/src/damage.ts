import type { Behaviour } from './behaviour.ts';
import type { Reply } from './reply.ts';

const encoder = new TextEncoder();

const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';

/**
 * What `x-sample-malformed` and `x-sample-error-after-chunks` make of an answer.
 *
 * @param errorEvent the provider's error event inside a stream
 */
export function damage(reply: Reply, behaviour: Behaviour, errorEvent: () => string): Reply {
  const after = behaviour['error-after-chunks'];
  if (after !== undefined && reply.streamed) {
    return { ...reply, pieces: [...reply.pieces.slice(0, after), encoder.encode(errorEvent())] };
  }
  switch (behaviour.malformed) {
    case 'html':
      return { ...reply, headers: { ...reply.headers, 'content-type': 'text/html' }, pieces: [encoder.encode(page)] };
    case 'json':
      return { ...reply, pieces: reply.streamed ? breakMiddle(reply.pieces) : reply.pieces.map(firstHalf) };
    case 'no-end':
      return reply.streamed ? { ...reply, pieces: reply.pieces.slice(0, -2) } : reply;
    default:
      return reply;
  }
}

/** The event in the middle loses the second half of its JSON; the events around it are whole. */
function breakMiddle(pieces: readonly Uint8Array[]): Uint8Array[] {
  const middle = Math.floor(pieces.length / 2);
  return pieces.map((piece, index) =>
    index === middle ? Buffer.concat([firstHalf(piece), encoder.encode('\n\n')]) : piece,
  );
}

function firstHalf(piece: Uint8Array): Uint8Array {
  return piece.subarray(0, Math.floor(piece.length / 2));
}
