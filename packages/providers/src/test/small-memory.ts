import { parentPort, workerData } from 'node:worker_threads';
import { readCall } from '../read-call.ts';
import { readConversation } from '../read-conversation.ts';
import { CapturedBody } from '../reading/captured-body.ts';
import { hostileBodies } from './hostile-bodies.ts';

// A thread of hostile-memory.test.ts, with as much memory as an isolate has: reads a body of the greatest size that is kept.

const { name, path }: { name: string; path: string } = workerData;
const text = hostileBodies[name]?.(8 * 1_048_576) ?? '';
const body = new CapturedBody(new TextEncoder().encode(text));
const facts = readCall({
  method: 'POST',
  status: 200,
  complete: true,
  responseType: '',
  path,
  request: body,
  response: body,
});
const bodies = {
  request_body: text,
  request_encoding: 'utf8',
  response_body: text,
  response_encoding: 'utf8',
} as const;
const conversation = readConversation({ path, ...bodies });
parentPort?.postMessage({ tokensSource: facts.tokensSource, shown: JSON.stringify(conversation).length });
