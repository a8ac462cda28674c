import { describe, expect, test } from 'vitest';
import { nothing, read } from './test/read.ts';

describe('Google’s', () => {
  const path = '/v1beta/models/gemini-2.5-flash:generateContent';
  const usageOf = (usageMetadata: object) =>
    read({ path, response: JSON.stringify({ candidates: [{ finishReason: 'STOP' }], usageMetadata }) }).usage;

  test.each([
    ['candidates and thoughts', { candidatesTokenCount: 20, thoughtsTokenCount: 30, totalTokenCount: 60 }, 10, 50],
    [
      'candidates that hold the thoughts',
      { candidatesTokenCount: 50, thoughtsTokenCount: 30, totalTokenCount: 60 },
      10,
      50,
    ],
    ['thoughts that only the total counts', { candidatesTokenCount: 20, totalTokenCount: 60 }, 10, 50],
    ['no total', { candidatesTokenCount: 20, thoughtsTokenCount: 30 }, 10, 50],
    ['thoughts alone', { thoughtsTokenCount: 30 }, 10, 30],
    ['nothing but a prompt', { totalTokenCount: 10 }, 10, 0],
    ['no total and nothing but a prompt', {}, 10, null],
    ['results of tools', { candidatesTokenCount: 20, toolUsePromptTokenCount: 5, totalTokenCount: 35 }, 15, 20],
    [
      'results of tools that are not in the total',
      { candidatesTokenCount: 20, toolUsePromptTokenCount: 25, totalTokenCount: 30 },
      35,
      20,
    ],
    [
      'counts that add up to more than can be',
      { toolUsePromptTokenCount: 2 ** 31 - 1, candidatesTokenCount: 1 },
      null,
      1,
    ],
  ])('usage with %s', (_, counts, promptTokens, completionTokens) => {
    expect(usageOf({ promptTokenCount: 10, ...counts })).toMatchObject({ promptTokens, completionTokens });
  });

  test('details without a count hold none, and an absurd one leaves no total to trust', () => {
    const details = { promptTokensDetails: [{ modality: 'AUDIO' }, null, 7] };
    expect(usageOf({ promptTokenCount: 10, ...details })).toMatchObject({ promptTokens: 10, promptAudioTokens: 0 });
    const absurd = { promptTokensDetails: [{ modality: 'AUDIO', tokenCount: -5 }] };
    expect(usageOf({ promptTokenCount: 10, totalTokenCount: 20, ...absurd })).toMatchObject({
      promptTokens: null,
      completionTokens: null,
    });
  });

  test.each([
    ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini-2.5-pro', '', false],
    ['/v1beta/models/gemini-2.5-pro%3AstreamGenerateContent/', 'gemini-2.5-pro', '', true],
    ['/v1beta/tunedModels/rivers-1:generateContent', 'rivers-1', '', false],
    [
      '/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-pro:generateContent',
      'gemini-2.5-pro',
      'europe-west4',
      false,
    ],
    ['/v1/projects/p/locations/global/endpoints/123:streamGenerateContent', '123', 'global', true],
  ])('%s names the model', (path, requestedModel, requestedGeo, stream) => {
    expect(read({ path, request: '{"model":"other"}' })).toMatchObject({ requestedModel, requestedGeo, stream });
  });

  test('places are told whatever the format of the call', () => {
    const place = '/v1/projects/p/locations/us-east4/endpoints/openapi/chat/completions';
    expect(read({ path: place, request: '{"model":"google/gemini-2.5-pro"}' })).toMatchObject({
      requestedModel: 'google/gemini-2.5-pro',
      requestedGeo: 'us-east4',
    });
  });

  test('model that answered is named without its collection', () => {
    expect(read({ path, response: '{"modelVersion":"publishers/google/models/gemini-2.5-pro"}' }).model).toBe(
      'gemini-2.5-pro',
    );
  });

  test('images that no count tells of leave the cost unknown', () => {
    const content = { parts: [{ inlineData: { mimeType: 'image/png', data: 'iVBORw==' } }] };
    const response = JSON.stringify({ candidates: [{ content, finishReason: 'STOP' }] });
    expect(read({ path, response }).billedApart).toEqual(['images']);
  });

  test('searches that are counted elsewhere leave the cost unknown, and sources are named by their kind', () => {
    const usageMetadata = { billedToolCalls: [{ successfulToolCallCount: 2 }] };
    const candidates = [{ groundingMetadata: { groundingChunks: [{ web: {} }, { 'what was said': {} }] } }];
    expect(read({ path, response: JSON.stringify({ candidates, usageMetadata }) })).toMatchObject({
      extras: { 'grounding by web': 1, 'grounding by another': 1 },
      billedApart: ['billedToolCalls'],
    });
  });

  test('tool that only its tokens tell of may have been a search', () => {
    const usageMetadata = { promptTokenCount: 17, toolUsePromptTokenCount: 308, totalTokenCount: 695 };
    const extrasOf = (parts: object[]) =>
      read({ path, response: JSON.stringify({ candidates: [{ content: { parts } }], usageMetadata }) }).extras;
    expect(extrasOf([{ text: 'It is Wednesday.' }])).toEqual({ 'a tool without a name': 1 });
    expect(extrasOf([{ executableCode: { code: 'print(5)' } }])).toEqual({});
  });

  test('list of two hundred thousand chunks is read in one pass', () => {
    const chunk = '{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":3}},';
    const last = '{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":9}}';
    const { usage } = read({ path, response: `[${chunk.repeat(200_000)}${last}]` });
    expect(usage).toMatchObject({ promptTokens: 3, completionTokens: 6 });
  });

  test('list that is not one of chunks is not read', () => {
    for (const response of ['[[[[', '[1,2', `[${'['.repeat(100_000)}`, '["a"]', '[,{}]', '[:{}]'])
      expect(read({ path, response })).toMatchObject({
        ...nothing,
        unreadable: 'the response is not a whole JSON object',
      });
  });
});
