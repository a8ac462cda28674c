import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Call, Endpoint } from '../endpoint.ts';
import { formFile, readForm } from '../read-form.ts';
import { readJson } from '../read-json.ts';
import { bytes, json, type Reply } from '../reply.ts';
import { texts } from '../texts.ts';
import { countTokens } from '../tokens.ts';

const types = {
  mp3: 'audio/mpeg',
  opus: 'audio/opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
} as const;

const speechRequest = z.looseObject({
  model: z.string(),
  input: z.string().min(1),
  voice: z.union([z.string(), z.looseObject({ id: z.string() })]),
  response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).nullish(),
});

/** https://platform.openai.com/docs/api-reference/audio */
export const audio: readonly Endpoint[] = [
  { method: 'POST', path: /^\/v1\/audio\/speech$/, answer: createSpeech },
  { method: 'POST', path: /^\/v1\/audio\/transcriptions$/, answer: createTranscription },
];

const speechPiece = 4096;

/** Bytes of the right type and of a plausible length (1,000 for a token), not sound; in a stream of unknown length. */
function createSpeech(call: Call): Reply {
  const { input, response_format } = readJson(call, speechRequest);
  const sound = createHash('shake256', { outputLength: countTokens(input) * 1000 })
    .update(input)
    .digest();
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < sound.length; start += speechPiece) {
    pieces.push(sound.subarray(start, start + speechPiece));
  }
  return { status: 200, headers: { 'content-type': types[response_format ?? 'mp3'] }, pieces, streamed: true };
}

/** A second of sound is taken to be 16,000 bytes, and ten tokens. Whisper is billed by time, the others by tokens. */
async function createTranscription(call: Call): Promise<Reply> {
  const form = await readForm(call);
  const { size } = formFile(form);
  const text = texts[size % texts.length] ?? '';
  const seconds = Math.ceil(size / 16_000);
  if (form.get('response_format') === 'text') {
    return bytes(200, new TextEncoder().encode(`${text}\n`), { 'content-type': 'text/plain; charset=utf-8' });
  }
  if (form.get('model') === 'whisper-1') return json(200, { text, usage: { type: 'duration', seconds } });
  const input = seconds * 10;
  const output = countTokens(text);
  const usage = {
    type: 'tokens',
    input_tokens: input,
    input_token_details: { text_tokens: 0, audio_tokens: input },
    output_tokens: output,
    total_tokens: input + output,
  };
  return json(200, { text, usage });
}
