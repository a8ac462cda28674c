import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64, describedForm, formFields, formJson, parseForm } from './form.ts';

const encoder = new TextEncoder();

/** A form as clients write it, with its media type. */
async function written(form: FormData): Promise<Uint8Array> {
  return new Uint8Array(await new Response(form).arrayBuffer());
}

function sound(bytes: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.append('file', new File([bytes], 'Räde „1“.mp3', { type: 'audio/mpeg' }));
  form.append('model', 'whisper-1');
  form.append('timestamp_granularities[]', 'word');
  form.append('prompt', 'Flüsse\r\n--und Seen');
  return form;
}

describe('a form that the platform writes', () => {
  test('gives its fields, and tells of its file', async () => {
    const form = parseForm(await written(sound(Uint8Array.of(0xff, 0xfb, 0x0d, 0x0a, 0x2d, 0x2d))));
    expect(form && formFields(form)).toEqual({
      model: 'whisper-1',
      'timestamp_granularities[]': 'word',
      prompt: 'Flüsse\r\n--und Seen',
    });
    expect(JSON.parse((form && describedForm(form)) ?? '')).toEqual({
      file: { filename: 'Räde „1“.mp3', type: 'audio/mpeg', bytes: 6 },
      model: 'whisper-1',
      'timestamp_granularities[]': ['word'],
      prompt: 'Flüsse\r\n--und Seen',
    });
    expect(form?.whole).toBe(true);
  });

  test('gives its file byte for byte, whatever is in it', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes));
    await fc.assert(
      fc.asyncProperty(bytes, async (bytes) => {
        const form = parseForm(await written(sound(bytes)));
        const { file } = JSON.parse((form && formJson(form, ({ data }) => base64(data))) ?? '');
        expect(Uint8Array.from(atob(file), (character) => character.charCodeAt(0))).toEqual(bytes);
      }),
    );
  });

  test('cut anywhere it gives no half of a field, and of the file what came', async () => {
    const bytes = await written(sound(Uint8Array.of(1, 2, 3)));
    const fields = formFields(parseForm(bytes) ?? { fields: new Map(), whole: false });
    for (let length = 0; length < bytes.length; length++) {
      const form = parseForm(bytes.subarray(0, length));
      for (const [name, value] of Object.entries(form ? formFields(form) : {})) expect(value).toBe(fields[name]);
      if (form?.whole) expect(formFields(form)).toEqual(fields);
    }
  });
});

test.each(['', '--', '--\r\n', '{"model":"m"}', '-- a comment', `--${'x'.repeat(100)}\r\n`])(
  '%j is no form',
  (text) => {
    expect(parseForm(encoder.encode(text))).toBeUndefined();
  },
);

test('names that are those of every object are fields like others', () => {
  const text = '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--\r\n';
  const form = parseForm(encoder.encode(text));
  expect(form && describedForm(form)).toBe('{"__proto__":"x"}');
});

test('random bytes behind a boundary are read without a throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('--b', '\r', '\n', '-', ': name="a"', 'filename=""', '\r\n\r\n', 'x')),
      (parts) => {
        const form = parseForm(encoder.encode(`--b\r\n${parts.join('')}`));
        expect(form && JSON.parse(describedForm(form))).toEqual(expect.any(Object));
      },
    ),
  );
});

test.each([
  ['of zeros', 0],
  ['of carriage returns', 0x0d],
])('25 MB %s are stepped over within a moment', (_, byte) => {
  const head = encoder.encode('--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n');
  const tail = encoder.encode('\r\n--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--b--\r\n');
  const bytes = new Uint8Array(head.length + 25_000_000 + tail.length).fill(byte);
  bytes.set(head);
  bytes.set(tail, head.length + 25_000_000);
  const before = performance.now();
  const form = parseForm(bytes);
  expect(performance.now() - before).toBeLessThan(2_000);
  expect(form && formFields(form)).toEqual({ model: 'whisper-1' });
});
