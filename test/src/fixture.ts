import { randomUUID } from 'node:crypto';
import { type FixtureFiles, readFixtures } from '@tallystick/providers/fixtures';
import type { Reply } from '@tallystick/sample-provider';

/** @param name a folder of packages/providers/fixtures: `google-generate-content/stream` */
export function fixtureOf(name: string): FixtureFiles {
  const [format = ''] = name.split('/');
  const fixture = readFixtures(format).find((fixture) => fixture.name === name);
  if (!fixture) throw new Error(`there is no fixture ${name}`);
  return fixture;
}

/** A stream is written in pieces of this size, so that every event is cut, and every character of four bytes. */
const pieceSize = 3;

/** The answer of a fixture, byte for byte, with an id by which it is found again among those of the provider. */
export function replyOf({ response, streamed, expected }: FixtureFiles): Reply {
  const body = Buffer.from(response);
  const pieces = [];
  const isStream = streamed === 'events' || streamed === 'list';
  const size = isStream ? pieceSize : body.length;
  for (let at = 0; at < body.length; at += size) pieces.push(body.subarray(at, at + size));
  const type = streamed === 'events' ? 'text/event-stream' : 'application/json';
  const headers = { 'content-type': type, 'x-request-id': randomUUID() };
  return { status: expected.status ?? 200, headers, pieces, streamed: isStream };
}
