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

const types: Readonly<Record<FixtureFiles['streamed'], string>> = {
  '': 'application/json',
  list: 'application/json',
  events: 'text/event-stream',
  messages: 'application/vnd.amazon.eventstream',
  plain: 'text/plain',
};

/** The answer of a fixture, byte for byte, with an id by which it is found again among those of the provider. */
export function replyOf({ bytes, streamed, expected }: FixtureFiles): Reply {
  const pieces = [];
  const isStream = streamed !== '' && streamed !== 'plain';
  const size = isStream ? pieceSize : bytes.length;
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const headers = { 'content-type': types[streamed], 'x-request-id': randomUUID() };
  return { status: expected.status ?? 200, headers, pieces, streamed: isStream };
}
