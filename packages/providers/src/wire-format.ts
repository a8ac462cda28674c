import { type ModelUsage, type Usage, unknownUsage } from '@tallystick/log/usage';
import type { ConversationFormat } from './conversation.ts';
import type { Fields } from './reading/fields.ts';

/** What a request says about itself; '' for what it does not say. */
export interface RequestFacts {
  requestedModel: string;
  /** The service tier that the caller asked for. The answer tells which one served the call. */
  requestedTier: string;
  /** Where the caller asked for the model to run, when it is priced by that. */
  requestedGeo: string;
  /** How much the caller asked the model to reason, in the provider's word. */
  requestedEffort: string;
  /** The end user that the caller named in the body. */
  userId: string;
  /** The caller asked for a stream. The answer may still be JSON. */
  stream: boolean;
}

/** What an answer says about itself; '' for what it does not say. */
export interface AnswerFacts {
  /** The tokens of the model that answered. */
  usage: Usage;
  /** What other models took in the same call, each at its own price: advisors, models that declined. */
  otherModels: readonly ModelUsage[];
  /** The tokens of output that a cut answer had told of by then, which `usage` leaves out since they are not all. */
  outputSoFar: number | null;
  /** The model that answered. */
  model: string;
  responseId: string;
  finishReason: string;
  /** The tier that served the call, in the provider's word: `default`, `flex`, `priority`, `standard`, `fast`, … */
  serviceTier: string;
  /** Where the model ran, when the provider names it and prices by it. */
  inferenceGeo: string;
  /** The message of the provider's error. */
  error: string;
  /** The provider's word for the kind of its error; it quotes nothing. */
  errorCode: string;
  /**
   * What the answer took for a fee beside its tokens, how many of each: searches, calls of the provider's tools, containers. By
   * the provider's names or the format's, never by words of the answer.
   */
  extras: Readonly<Record<string, number>>;
  /** What the answer took that is billed beside its tokens and that `usage` does not count, by the provider's names. */
  billedApart: readonly string[];
  /** What the answer says that the call cost, in USD. */
  reportedCost: number | null;
  /** Values that were dropped because they cannot be right. They quote no text of the answer. */
  warnings: string[];
}

/**
 * Reads one wire format: the request and the answer of one kind of call. One format is one file in `formats/`, one in
 * `conversations/` and one line in `formats.ts`.
 */
export interface WireFormat {
  name: string;
  /** By the path's end, so that base paths and other providers' prefixes match too. The path has no query. */
  matches(path: string): boolean;
  /** @param path where some formats name the model, and whether a stream is asked for */
  request(body: Fields, path: string): RequestFacts;
  /** The facts of an answer in one JSON object; an error's message is read by the caller. */
  json(body: Fields): AnswerFacts;
  /** A reader for the events of one streamed answer. */
  stream(): StreamReader;
  /** Whether an answer may be neither JSON nor events, but what was asked for itself: sound, a text. It tells nothing of the call. */
  answersOtherwise?: true;
  /** The facts of an answer with those that its headers alone tell, where a format has such. Their names are in lower case. */
  withHeaders?(facts: AnswerFacts, headers: Readonly<Record<string, string>>): AnswerFacts;
  /** What was said in a call, for those who read it. */
  conversation: ConversationFormat;
}

/** Takes the events of one stream in order, and says at any time what they have told so far. */
export interface StreamReader {
  /** Whether an event is worth parsing, judged by its text alone: most of a stream is not. May say yes too often. */
  wants(data: string): boolean;
  event(event: Fields): void;
  /** @param complete whether the answer came to its end: if not, counts that were running are not the last */
  end(complete: boolean): AnswerFacts;
}

/** Usage as a stream told it before it was cut: what went in is known from the start, what came out was still running. */
export function withoutOutput(usage: Usage): Usage {
  return {
    ...usage,
    completionTokens: null,
    completionAudioTokens: null,
    completionImageTokens: null,
    completionVideoTokens: null,
    reasoningTokens: null,
  };
}

/** The facts of an answer that said nothing. */
export function noFacts(): AnswerFacts {
  return {
    usage: unknownUsage,
    otherModels: [],
    outputSoFar: null,
    model: '',
    responseId: '',
    finishReason: '',
    serviceTier: '',
    inferenceGeo: '',
    error: '',
    errorCode: '',
    extras: {},
    billedApart: [],
    reportedCost: null,
    warnings: [],
  };
}

/** For what is never streamed: whatever events came, they say nothing. */
export const noStream: StreamReader = { wants: () => false, event: () => {}, end: noFacts };
