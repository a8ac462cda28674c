/** Cuts text into tokens as the models of one family do. */
export interface Tokenizer {
  /** How many tokens a text is; markers such as `<|endoftext|>` in it count as the text that they are. */
  count(text: string): number;
  /**
   * What each function that a model is offered takes beside its texts.
   * https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
   */
  functionFraming: number;
}

/**
 * OpenAI's models before GPT-4o, also as Azure names them and fine-tuned, and its embeddings.
 * https://github.com/openai/tiktoken/blob/main/tiktoken/model.py
 */
const older = /(?:^|[/:])(?:gpt-4(?![.\do])|gpt-3|davinci|babbage|text-embedding-(?:3|ada))/;

/** Nothing in a text is taken for a marker, and none is refused. */
const plainly = { disallowedSpecial: new Set<string>() };

/**
 * The tokenizer of a model's family: OpenAI's own for its models, and for all others the one of its current models, which comes
 * nearest (docs/decisions/0209). What it knows is megabytes: it is made when it is first asked for, and stays.
 */
export async function loadTokenizer(model: string): Promise<Tokenizer> {
  const isOlder = older.test(model);
  const { countTokens, setMergeCacheSize } = isOlder
    ? await import('gpt-tokenizer/encoding/cl100k_base')
    : await import('gpt-tokenizer/encoding/o200k_base');
  // What it would remember are parts of texts, each of which keeps the whole text in memory.
  setMergeCacheSize(0);
  const count = (text: string) => {
    let tokens = 0;
    for (const piece of withoutLongRuns(text)) tokens += countTokens(piece, plainly);
    return tokens;
  };
  return { count, functionFraming: isOlder ? 10 : 7 };
}

/**
 * Merging what stands without a space takes time that grows with the square of its length. Longer runs, which are data more than words,
 * are cut into pieces of this many characters.
 */
const longestRun = 256;

const longRun = new RegExp(`\\S{${longestRun + 1},}|\\s{${longestRun + 1},}`, 'g');

function* withoutLongRuns(text: string): Generator<string> {
  let from = 0;
  for (const { 0: run, index } of text.matchAll(longRun)) {
    for (let to = index + longestRun; to < index + run.length; to += longestRun) {
      yield text.slice(from, to);
      from = to;
    }
  }
  yield text.slice(from);
}
