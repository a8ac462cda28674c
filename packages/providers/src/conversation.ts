import type { JsonText } from './reading/json-text.ts';

/**
 * What was said in one call, whatever its wire format. The shape is that of OpenTelemetry's messages, with its names
 * (https://github.com/open-telemetry/semantic-conventions-genai, `gen_ai.input.messages`, `gen_ai.output.messages`,
 * `gen_ai.system_instructions` and `gen_ai.tool.definitions`). A field that the call does not tell is left out.
 */
export interface Conversation extends AskedConversation {
  /** The wire format's name. */
  format: string;
  /** One message for each choice of the answer. */
  output: OutputMessage[];
  /** Whether the answer came to its end. An answer that is an error came to its end, one that an error broke off did not. */
  complete: boolean;
  error?: ConversationError;
  /** What could not be read or is not shown, for people. They quote nothing. */
  warnings: string[];
}

/** What the request says. */
export interface AskedConversation {
  /** Instructions that the request gives apart from its messages. */
  system_instructions: Part[];
  input: Message[];
  /** The tools that the model was offered. */
  tools: ToolDefinition[];
  /** The answer that this call goes on from, which the provider holds: what was said before is not in the request. */
  previous_response_id?: string;
  /** The conversation that the provider holds for the caller. */
  conversation_id?: string;
}

/** What the answer says. */
export interface AnsweredConversation {
  output: OutputMessage[];
  complete: boolean;
  error?: ConversationError;
}

export interface ConversationError {
  /** The provider's word for the kind of error, '' when it has none. */
  type: string;
  message: string;
}

export interface Message {
  /** The sender in the wire format's own word: `system`, `developer`, `user`, `assistant`, `tool`, … */
  role: string;
  /** The participant's name, when it has one. */
  name?: string;
  parts: Part[];
}

export interface OutputMessage extends Message {
  /** In the provider's own word. */
  finish_reason?: string;
}

/** A tool as it was offered. */
export interface ToolDefinition {
  /** `function`, `custom`, or what the provider calls its own tool. */
  type: string;
  name: string;
  description?: string;
  /** The JSON Schema of its arguments, or what else defines it, as the JSON text that was sent. */
  parameters?: string;
}

export type Part =
  | TextPart
  | RefusalPart
  | ReasoningPart
  | ToolCallPart
  | ToolCallResponsePart
  | ServerToolCallPart
  | ServerToolCallResponsePart
  | BlobPart
  | UriPart
  | FilePart
  | CompactionPart
  | UnknownPart;

export interface TextPart {
  type: 'text';
  content: string;
  citations?: Citation[];
}

/** What the model said in refusing to answer. */
export interface RefusalPart {
  type: 'refusal';
  content: string;
}

export interface ReasoningPart {
  type: 'reasoning';
  content: string;
  /** The text is a summary of the reasoning. */
  summary?: true;
  /** The provider gives the reasoning encrypted, or not at all. */
  redacted?: true;
}

/** A tool that the model asks the caller to run. */
export interface ToolCallPart {
  type: 'tool_call';
  id?: string;
  name: string;
  /** As the model wrote them: mostly JSON, which may be cut or not JSON at all. Never parsed and written anew. */
  arguments?: string;
}

/** What the caller's tool answered. */
export interface ToolCallResponsePart {
  type: 'tool_call_response';
  /** The call's id. */
  id?: string;
  /** The tool's name, where the wire format gives it to results: without ids, calls and results pair by name and order. */
  name?: string;
  /** The tool failed. */
  is_error?: true;
  response: Part[];
}

/** A tool that the provider ran. */
export interface ServerToolCallPart {
  type: 'server_tool_call';
  id?: string;
  name: string;
  server_tool_call: {
    /** The wire format's word for the call. */
    type: string;
    arguments?: string;
  };
}

/** What the provider's tool answered. */
export interface ServerToolCallResponsePart {
  type: 'server_tool_call_response';
  id?: string;
  server_tool_call_response: {
    /** The wire format's word for the result. */
    type: string;
    is_error?: true;
    parts: Part[];
  };
}

/** `image`, `audio`, `video` or `document`. */
export type Modality = 'image' | 'audio' | 'video' | 'document';

interface Media {
  modality: Modality;
  /** The IANA media type, when it is told. */
  mime_type?: string;
  /** The file's name or title. */
  name?: string;
  /** What is said in an audio. */
  transcript?: string;
}

/** Data that are within the body: told of, never given. */
export interface BlobPart extends Media {
  type: 'blob';
  /** The length of the data, decoded. */
  bytes: number;
  /** Where the data are; missing when a stream brought them in pieces. */
  at?: BodyReference;
}

/** Data elsewhere. */
export interface UriPart extends Media {
  type: 'uri';
  uri: string;
}

/** A file that the provider holds. */
export interface FilePart extends Media {
  type: 'file';
  file_id: string;
}

/** What became of an earlier part of the conversation that was compacted. */
export interface CompactionPart {
  type: 'compaction';
  id?: string;
  /** The summary, where the provider shows it. */
  content?: string;
}

/** What is not understood, as it was sent. */
export interface UnknownPart {
  type: 'unknown';
  /** The wire format's word for it, '' when it has none. */
  name: string;
  /** The JSON text, at most its first 16,384 characters. */
  json: string;
  at: BodyReference;
}

/** A value within a body. */
export interface BodyReference {
  body: 'request' | 'response';
  /** In a stream: the event whose data hold the value, counted from 0. */
  event?: number;
  /** A JSON pointer (RFC 6901) to the value. A form stands for the object of its fields, and a body of data is all of it: ''. */
  pointer: string;
}

/** What a text relies on. */
export interface Citation {
  /** The provider's word for the kind of citation. */
  type: string;
  uri?: string;
  file_id?: string;
  title?: string;
  /** What the source says. */
  cited_text?: string;
}

/** Reads the conversation of one wire format: one file in `conversations/`, named by the format's entry. */
export interface ConversationFormat {
  request(body: JsonText): AskedConversation;
  /** The answer in one JSON object, which is cut when it is not whole. Errors are read by the caller. */
  json(body: JsonText): AnsweredConversation;
  /** A reader for the events of one streamed answer. */
  stream(): ConversationStream;
  /** An answer that is neither JSON nor events, where the format has such; undefined for what cannot be one. */
  plain?(answer: PlainAnswer): AnsweredConversation | undefined;
}

/** An answer that is what was asked for itself: a text, a sound. */
export interface PlainAnswer {
  /** With what is not UTF-8 replaced. */
  text: string;
  /** Where the answer stands and how long it is, when it is no text. */
  data?: { bytes: number; at: BodyReference };
}

/** Takes the events of one stream in order. */
export interface ConversationStream {
  event(event: JsonText): void;
  /** @param done whether the stream said `[DONE]` */
  end(done: boolean): AnsweredConversation;
}
