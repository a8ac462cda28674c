import type { ConversationFormat, Part } from '../conversation.ts';
import { blobPart, textParts, unknownPart } from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';
import { saysNothing } from '../reading/says-nothing.ts';

/**
 * What was embedded or asked for, as the user's messages, and the images that were made.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api, https://ai.google.dev/gemini-api/docs/imagen
 */
export const googlePredictConversation: ConversationFormat = {
  request: (body) => ({
    system_instructions: [],
    input: [...body.get('instances').items()].map((instance) => ({ role: 'user', parts: instanceParts(instance) })),
    tools: [],
  }),
  json: (body) => {
    const parts = [...body.get('predictions').items()].flatMap(imageParts);
    return { output: parts.length > 0 ? [{ role: 'model', parts }] : [], complete: body.whole };
  },
  stream: saysNothing.stream,
};

/** The text of an instance, and all of one that has more to say, such as an image. */
function instanceParts(instance: JsonText): Part[] {
  const text = instance.get('content').string || instance.get('prompt').string;
  const isText = text !== '' && instance.keys.every((name) => textFields.has(name));
  return isText ? textParts([text]) : [unknownPart(instance, '')];
}

const textFields = new Set(['content', 'prompt', 'task_type', 'title']);

function imageParts(prediction: JsonText): Part[] {
  const data = prediction.get('bytesBase64Encoded');
  return data.isString ? [blobPart(data, 'image', { mimeType: prediction.get('mimeType').word })] : [];
}
