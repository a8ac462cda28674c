import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  Part,
} from '../conversation.ts';
import { blobPart, fileParts, formFileParts, mediaParts, readError, textParts } from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/**
 * https://developers.openai.com/api/reference/resources/images/methods/edit,
 * https://developers.openai.com/api/reference/resources/images/generation-streaming-events
 */
export const openaiImagesConversation: ConversationFormat = {
  request: readRequest,
  json: (body) => {
    const mimeType = mimeTypeOf(body);
    return answer(
      [...body.get('data').items()].flatMap((image) => imageParts(image, mimeType)),
      body.whole,
    );
  },
  stream: () => new ImagesConversation(),
};

/** Images to start from stand in a form, or are named by a JSON request. */
function readRequest(body: JsonText): AskedConversation {
  const images = ['image', 'image[]', 'images', 'mask'].flatMap((name) => {
    const given = body.get(name);
    return given.isList ? [...given.items()] : given.isGiven ? [given] : [];
  });
  const parts = [...textParts([body.get('prompt').string]), ...images.flatMap(givenImage)];
  return { system_instructions: [], input: parts.length > 0 ? [{ role: 'user', parts }] : [], tools: [] };
}

function givenImage(image: JsonText): Part[] {
  if (image.get('file_id').isString) return fileParts(image.get('file_id'), 'image');
  if (image.get('image_url').isString) return mediaParts(image.get('image_url'), 'image');
  return image.isString ? mediaParts(image, 'image') : formFileParts(image, 'image');
}

function mimeTypeOf(fields: JsonText): string {
  const format = fields.get('output_format').word;
  return format === '' ? '' : `image/${format}`;
}

function imageParts(image: JsonText, mimeType: string): Part[] {
  const data = image.get('b64_json');
  return [
    ...textParts([image.get('revised_prompt').string]),
    ...(data.isString ? [blobPart(data, 'image', { mimeType })] : mediaParts(image.get('url'), 'image')),
  ];
}

function answer(parts: Part[], complete: boolean): AnsweredConversation {
  return { output: parts.length > 0 ? [{ role: 'assistant', parts }] : [], complete };
}

/** The finished images, or without one the last that was on the way. */
class ImagesConversation implements ConversationStream {
  readonly #finished: Part[] = [];
  #partial: Part[] = [];
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    const type = event.get('type').word;
    this.#error ??= readError(event, type === 'error');
    const parts = imageParts(event, mimeTypeOf(event));
    if (type.endsWith('.completed')) this.#finished.push(...parts);
    else if (type.endsWith('.partial_image')) this.#partial = parts;
  }

  end(): AnsweredConversation {
    const isFinished = this.#finished.length > 0;
    const told = answer(isFinished ? this.#finished : this.#partial, isFinished && !this.#error);
    return { ...told, ...(this.#error && { error: this.#error }) };
  }
}
