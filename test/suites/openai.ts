import { createHash } from 'node:crypto';
import { attachmentTokens, countTokens } from '@tallystick/sample-provider';
import { toFile } from 'openai';
import { describe, expect, test } from 'vitest';
import { costOf } from '../src/prices.ts';
import { bodiesOf, rowOf } from '../src/rows.ts';
import { openaiClient, type Testbed } from '../src/testbed.ts';
import { verifyCall } from '../src/verify.ts';

const question = 'Which tram goes to the harbour? 🚋';
const messages = [{ role: 'user' as const, content: question }];
const model = 'gpt-4o-mini';
const answering = 'gpt-4o-mini-2024-07-18';

/** Columns of every chat completions call of this suite. */
const chat = {
  provider: 'openai',
  path: '/v1/chat/completions',
  model: answering,
  requested_model: model,
  finish_reason: 'stop',
  service_tier: 'default',
};

/** Token and cost columns of a call without cached tokens. */
function plainUsage(prompt: number, completion: number) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    cache_read_tokens: 0,
    prompt_audio_tokens: 0,
    completion_audio_tokens: 0,
    reasoning_tokens: 0,
    ...costOf(model, { input: prompt, output: completion }),
  };
}

export function openaiSuite(testbed: () => Testbed): void {
  describe('the OpenAI client', () => {
    test('gets its answer, and the call is a priced row', async () => {
      const { client, calls } = openaiClient(testbed());
      const answer = await client.chat.completions.create({ model, messages });
      const text = answer.choices[0]?.message.content ?? '';
      await verifyCall(testbed(), calls[0], {
        ...chat,
        response_id: answer.id,
        ...plainUsage(countTokens(question), countTokens(text)),
      });
    });

    test('streams its answer with the usage it asked for', async () => {
      const { client, calls } = openaiClient(testbed());
      const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
      const answer = await stream.finalChatCompletion();
      const text = answer.choices[0]?.message.content ?? '';
      await verifyCall(testbed(), calls[0], {
        ...chat,
        streamed: true,
        response_id: answer.id,
        ...plainUsage(countTokens(question), countTokens(text)),
      });
    });

    test('streams without asking for usage, and the tokens are estimated', async () => {
      const { client, calls } = openaiClient(testbed());
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      let id = '';
      for await (const chunk of stream) id = chunk.id;
      await verifyCall(testbed(), calls[0], {
        ...chat,
        streamed: true,
        response_id: id,
        prompt_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        tokens_source: 'estimated',
        cost_usd: expect.any(String),
        cost_breakdown: { input: expect.any(String), output: expect.any(String) },
        cost_source: 'estimated',
      });
    });

    test('streams with Tally-Stream-Usage, and gets the same stream while the usage is logged', async () => {
      const { client, calls } = openaiClient(testbed());
      const options = { headers: { 'tally-stream-usage': 'true' } };
      const stream = await client.chat.completions.create({ model, messages, stream: true }, options);
      let id = '';
      for await (const chunk of stream) {
        id = chunk.id;
        expect('usage' in chunk || chunk.choices.length === 0).toBe(false);
      }
      const row = await rowOf(testbed(), calls[0]?.headers.get('tally-request-id') ?? '');
      expect(row).toMatchObject({
        response_id: id,
        prompt_tokens: countTokens(question),
        tokens_source: 'provider',
        cost_source: 'priced',
        warnings: [],
      });
      const bodies = await bodiesOf(testbed(), row.request_id);
      expect(bodies?.request_body).not.toContain('include_usage');
      expect(bodies?.response_body).toContain('"usage":{');
    });

    test('is charged for cached, written and reasoning tokens at their own prices', async () => {
      const { client, calls } = openaiClient(testbed());
      const usage = {
        prompt_tokens: 12_345,
        completion_tokens: 678,
        prompt_tokens_details: { cached_tokens: 10_240 },
        completion_tokens_details: { reasoning_tokens: 640 },
      };
      const answer = await client.chat.completions.create(
        { model: 'gpt-5', messages },
        { headers: { 'x-sample-usage': JSON.stringify(usage) } },
      );
      await verifyCall(testbed(), calls[0], {
        ...chat,
        model: 'gpt-5-2025-08-07',
        requested_model: 'gpt-5',
        response_id: answer.id,
        ...plainUsage(12_345, 678),
        cache_read_tokens: 10_240,
        reasoning_tokens: 640,
        ...costOf('gpt-5', { input: 2_105, cache_read: 10_240, output: 678 }),
      });
    });

    test('calls tools, plainly and streamed', async () => {
      const { client, calls } = openaiClient(testbed());
      const parameters = { type: 'object', properties: { stop: { type: 'string' } }, required: ['stop'] };
      const tools = [{ type: 'function' as const, function: { name: 'next_tram', parameters } }];
      const prompt = countTokens(question + JSON.stringify(tools));
      const plain = await client.chat.completions.create({ model, messages, tools });
      const stream = client.chat.completions.stream({
        model,
        messages,
        tools,
        stream_options: { include_usage: true },
      });
      const streamed = await stream.finalChatCompletion();
      for (const [index, answer] of [plain, streamed].entries()) {
        const call = answer.choices[0]?.message.tool_calls?.[0];
        const made = call?.type === 'function' ? call.function : { name: '', arguments: '' };
        expect(Object.keys(JSON.parse(made.arguments))).toEqual(['stop']);
        await verifyCall(testbed(), calls[index], {
          ...chat,
          streamed: index === 1,
          finish_reason: 'tool_calls',
          response_id: answer.id,
          ...plainUsage(prompt, countTokens(made.name + made.arguments)),
        });
      }
    });

    test('gets output that satisfies its schema', async () => {
      const { client, calls } = openaiClient(testbed());
      const schema = {
        type: 'object',
        properties: { line: { type: 'integer', minimum: 1 }, minutes: { type: 'array', items: { type: 'number' } } },
        required: ['line', 'minutes'],
        additionalProperties: false,
      };
      const format = { name: 'departures', strict: true, schema };
      const answer = await client.chat.completions.parse({
        model,
        messages,
        response_format: { type: 'json_schema', json_schema: format },
      });
      const text = answer.choices[0]?.message.content ?? '';
      expect(Object.keys(JSON.parse(text))).toEqual(['line', 'minutes']);
      await verifyCall(testbed(), calls[0], {
        ...chat,
        response_id: answer.id,
        ...plainUsage(countTokens(question + JSON.stringify(format)), countTokens(text)),
      });
    });

    test('uses the responses API, plainly and streamed', async () => {
      const { client, calls } = openaiClient(testbed());
      const plain = await client.responses.create({ model, input: question });
      const streamed = await client.responses.stream({ model, input: question }).finalResponse();
      for (const [index, answer] of [plain, streamed].entries()) {
        const usage = plainUsage(countTokens(question), countTokens(answer.output_text));
        await verifyCall(testbed(), calls[index], {
          ...chat,
          path: '/v1/responses',
          streamed: index === 1,
          finish_reason: 'completed',
          response_id: answer.id,
          ...usage,
          cache_write_tokens: 0,
          prompt_audio_tokens: null,
          completion_audio_tokens: null,
        });
      }
    });

    test('sends an image of five megabytes', async () => {
      const { client, calls } = openaiClient(testbed());
      const data = createHash('shake256', { outputLength: 5_000_000 }).update('picture').digest('base64');
      const content = [
        { type: 'text' as const, text: question },
        { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${data}` } },
      ];
      const answer = await client.chat.completions.create({ model, messages: [{ role: 'user', content }] });
      const output = countTokens(answer.choices[0]?.message.content ?? '');
      await verifyCall(testbed(), calls[0], {
        ...chat,
        response_id: answer.id,
        body_location: 'r2',
        ...plainUsage(countTokens(question) + attachmentTokens, output),
      });
    });

    test('embeds, and pays for input only', async () => {
      const { client, calls } = openaiClient(testbed());
      const answer = await client.embeddings.create({ model: 'text-embedding-3-small', input: [question, 'two'] });
      expect(answer.data).toHaveLength(2);
      const tokens = countTokens(question) + countTokens('two');
      await verifyCall(testbed(), calls[0], {
        provider: 'openai',
        path: '/v1/embeddings',
        model: 'text-embedding-3-small',
        requested_model: 'text-embedding-3-small',
        prompt_tokens: tokens,
        ...costOf('text-embedding-3-small', { input: tokens }),
      });
    });

    test('uploads a file and reads a part of it back', async () => {
      const { client, calls } = openaiClient(testbed());
      const content = Buffer.from([0, 255, 128, 10, 13, 13, 10, 66, 200]);
      const file = await client.files.create({ file: await toFile(content, 'naïve.bin'), purpose: 'user_data' });
      const part = await client.files.content(file.id, { headers: { range: 'bytes=1-3' } });
      expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, content.subarray(1, 4)]);
      await verifyCall(testbed(), calls[0], { provider: 'openai', path: '/v1/files' });
      await verifyCall(testbed(), calls[1], { provider: 'openai', path: `/v1/files/${file.id}/content` });
    });

    test('gets sound as bytes and sends sound as a form', async () => {
      const { client, calls } = openaiClient(testbed());
      const speech = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: question });
      const sound = Buffer.from(await speech.arrayBuffer());
      await client.audio.transcriptions.create({ model: 'whisper-1', file: await toFile(sound, 'sound.mp3') });
      await verifyCall(testbed(), calls[0], {
        provider: 'openai',
        path: '/v1/audio/speech',
        requested_model: 'tts-1',
        model: 'tts-1',
      });
      await verifyCall(testbed(), calls[1], {
        provider: 'openai',
        path: '/v1/audio/transcriptions',
        requested_model: 'whisper-1',
        model: 'whisper-1',
        // A second, at 0.006 USD a minute: https://developers.openai.com/api/docs/pricing
        cost_usd: '0.0001',
        cost_breakdown: { audio_time: '0.0001' },
        tokens_source: 'unknown',
        usage_details: { audio_ms: 1000 },
      });
    });

    test('lists models', async () => {
      const { client, calls } = openaiClient(testbed());
      const models = await client.models.list();
      expect(models.data.length).toBeGreaterThan(5);
      await verifyCall(testbed(), calls[0], { provider: 'openai', path: '/v1/models' });
    });

    test('describes its calls with headers, of which Tally’s win over Helicone’s, and with its body’s user', async () => {
      const { client, calls } = openaiClient(testbed(), {
        headers: {
          'Helicone-User-Id': 'loses',
          'Tally-User-Id': 'ada',
          'Helicone-Session-Id': 's-1',
          'Tally-Session-Path': '/plan/route',
          'Tally-Session-Name': 'Trip',
          'Helicone-Prompt-Id': 'p-7',
          'Tally-Property-Team': 'maps',
          'Helicone-Property-Plan': 'pro',
        },
      });
      const first = await client.chat.completions.create({ model, messages, user: 'body' });
      const text = first.choices[0]?.message.content ?? '';
      const usage = plainUsage(countTokens(question), countTokens(text));
      await verifyCall(testbed(), calls[0], {
        ...chat,
        response_id: first.id,
        ...usage,
        user_id: 'ada',
        session_id: 's-1',
        session_path: '/plan/route',
        session_name: 'Trip',
        prompt_id: 'p-7',
        properties: { team: 'maps', plan: 'pro' },
      });
      const { client: plain, calls: plainCalls } = openaiClient(testbed());
      const second = await plain.chat.completions.create({ model, messages, user: 'body' });
      await verifyCall(testbed(), plainCalls[0], { ...chat, response_id: second.id, ...usage, user_id: 'body' });
    });
  });
}
