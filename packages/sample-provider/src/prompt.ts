import { attachmentTokens, countTokens } from './tokens.ts';

/** Some content of a prompt: its text, and how many parts of it are not text. */
export interface Content {
  text: string;
  attachments: number;
}

const attachmentTypes = new Set([
  'image',
  'image_url',
  'input_image',
  'file',
  'input_file',
  'document',
  'input_audio',
  'video_url',
]);

/** Reads content in any of the shapes that the two APIs allow: text, a list of parts, a part, a message, a tool's result. */
export function readContent(value: unknown): Content {
  if (typeof value === 'string') return { text: value, attachments: 0 };
  if (Array.isArray(value)) return joinContents(value.map(readContent));
  if (typeof value !== 'object' || value === null) return { text: '', attachments: 0 };
  const part = value as Record<string, unknown>;
  if (typeof part.type === 'string' && attachmentTypes.has(part.type)) return { text: '', attachments: 1 };
  const calls = ['tool_calls', 'input', 'arguments'].map((name) =>
    part[name] === undefined ? '' : JSON.stringify(part[name]),
  );
  const inner = ['text', 'thinking', 'content', 'output'].map((name) => readContent(part[name]));
  return joinContents([...inner, { text: calls.join(''), attachments: 0 }]);
}

export function joinContents(contents: readonly Content[]): Content {
  return {
    text: contents.map(({ text }) => text).join(''),
    attachments: contents.reduce((sum, { attachments }) => sum + attachments, 0),
  };
}

/** Definitions of tools and schemas are part of the prompt: as the JSON that was sent. */
export function definitionContent(value: unknown): Content {
  return { text: value === undefined || value === null ? '' : JSON.stringify(value), attachments: 0 };
}

export function contentTokens({ text, attachments }: Content): number {
  return countTokens(text) + attachments * attachmentTokens;
}
