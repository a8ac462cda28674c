import type {
  AnsweredConversation,
  AskedConversation,
  ConversationFormat,
  ConversationStream,
  Part,
  ToolDefinition,
} from '../conversation.ts';
import { type ChoiceReader, ChoicesConversation } from '../conversation-choices.ts';
import { textParts, toolDefinition, unknownPart } from '../conversation-parts.ts';
import { contentMessage, contentPart, contentParts, entries, field } from '../google/content-part.ts';
import type { JsonText } from '../reading/json-text.ts';

/** https://ai.google.dev/api/generate-content, https://ai.google.dev/api/caching#Content */
export const googleGenerateContentConversation: ConversationFormat = {
  request: readRequest,
  json: readAnswer,
  stream: () => new ContentConversation(),
};

function readRequest(body: JsonText): AskedConversation {
  const cached = field(body, 'cachedContent');
  return {
    // What is cached holds instructions, messages and tools that the request only names.
    system_instructions: [
      ...contentParts(field(body, 'systemInstruction')),
      ...(cached.isGiven ? [unknownPart(cached, 'cachedContent')] : []),
    ],
    input: entries(body.get('contents')).map(contentMessage),
    tools: entries(body.get('tools')).flatMap(readTool),
  };
}

/** What Google runs itself, by the field that asks for it. */
const ownTools = [
  'googleSearch',
  'googleSearchRetrieval',
  'enterpriseWebSearch',
  'exaAiSearch',
  'parallelAiSearch',
  'googleMaps',
  'urlContext',
  'codeExecution',
  'computerUse',
  'fileSearch',
  'retrieval',
  'mcpServers',
];

/** One entry may hold several tools. */
function readTool(tool: JsonText): ToolDefinition[] {
  const functions = entries(field(tool, 'functionDeclarations')).map((declared) => {
    const schema = field(declared, 'parametersJsonSchema');
    return toolDefinition('function', declared, schema.isGiven ? schema : declared.get('parameters'));
  });
  const own = ownTools.filter((name) => field(tool, name).isGiven);
  return [...functions, ...own.map((name) => toolDefinition(name, field(tool, name), field(tool, name)))];
}

function readAnswer(body: JsonText): AnsweredConversation {
  const conversation = new ContentConversation();
  conversation.event(body);
  return { output: conversation.end(true).output, complete: body.whole };
}

/** The candidates, or why there are none. */
class ContentConversation implements ConversationStream {
  readonly #candidates = new ChoicesConversation(() => new Candidate(), {
    list: 'candidates',
    finishReason: 'finishReason',
  });
  #blockReason = '';

  event(chunk: JsonText): void {
    this.#candidates.event(chunk);
    this.#blockReason ||= field(chunk, 'promptFeedback').get('blockReason').word;
  }

  end(done: boolean): AnsweredConversation {
    const answer = this.#candidates.end(done || this.#blockReason !== '');
    if (this.#blockReason === '' || answer.output.length > 0) return answer;
    return { ...answer, output: [{ role: 'model', parts: [], finish_reason: this.#blockReason }] };
  }
}

class Candidate implements ChoiceReader {
  role = 'model';
  readonly #parts: Part[] = [];
  readonly #sources: JsonText[] = [];

  add(candidate: JsonText): void {
    const content = candidate.get('content');
    this.role = content.get('role').word || this.role;
    const [first, ...others] = [...content.get('parts').items()].map(contentPart);
    for (const part of first ?? []) this.#goOn(part);
    this.#parts.push(...others.flat());
    this.#sources.push(...candidate.get('groundingMetadata').get('groundingChunks').items());
    // The two names are those of the Gemini API and of Vertex AI.
    const cited = field(candidate, 'citationMetadata');
    this.#sources.push(...field(cited, 'citationSources').items(), ...cited.get('citations').items());
  }

  parts(): Part[] {
    const at = this.#parts.findLastIndex(({ type }) => type === 'text');
    const text = this.#parts[at];
    if (text?.type !== 'text' || this.#sources.length === 0) return this.#parts;
    return this.#parts.toSpliced(at, 1, ...textParts([text.content], this.#sources));
  }

  /** A chunk goes on with the text or the thoughts that the one before it broke off. */
  #goOn(part: Part): void {
    const last = this.#parts.at(-1);
    const isSame = (last?.type === 'text' || last?.type === 'reasoning') && last.type === part.type;
    if (isSame) this.#parts.splice(-1, 1, { ...last, content: last.content + part.content });
    else this.#parts.push(part);
  }
}
