import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { paths } from './test/fixtures.ts';

// Each by the format that keeps the most of it.
test.each([
  ['empty objects', 'anthropic-messages'],
  ['empty contents in every message', 'openai-chat-completions'],
  ['empty contents in every message', 'google-generate-content'],
  ['numbers for contents', 'anthropic-messages'],
  ['ever other blocks', 'anthropic-messages'],
  ['citations without end', 'anthropic-messages'],
  ['annotations without end', 'openai-chat-completions'],
  ['sources without end', 'google-generate-content'],
])('8 MB of %s, in the format %s, are read in the memory of an isolate', async (name, format) => {
  const thread = new Worker(new URL('./test/small-memory.ts', import.meta.url), {
    workerData: { name, path: paths[format] },
    resourceLimits: { maxOldGenerationSizeMb: 112, maxYoungGenerationSizeMb: 16 },
  });
  const [read] = await once(thread, 'message');
  expect(read.shown).toBeLessThan(50_000_000);
  await thread.terminate();
});
