export interface Snippet {
  id: string;
  name: string;
  /** What is installed before, where anything is. */
  install?: string;
  code: string;
}

export interface SnippetOptions {
  /** Of the edge, without a slash at its end. */
  edge: string;
  /** A write key, or what stands for one. */
  key: string;
  /** Whether calls go to the sample provider that `dev` serves beside the real ones: it takes any key. */
  sample: boolean;
}

const question = 'What is photosynthesis?';

/** The first call, in each language and SDK: only the base URL and one header are not as always. */
export function snippets({ edge, key, sample }: SnippetOptions): readonly Snippet[] {
  const base = `${edge}${sample ? '/sample' : ''}`;
  // Else each SDK reads the provider's key from the environment, where it is already.
  const typescriptKey = sample ? "\n  apiKey: 'sample'," : '';
  const pythonKey = sample ? '\n    api_key="sample",' : '';
  return [
    {
      id: 'curl',
      name: 'curl',
      code: `curl ${base}/openai/v1/chat/completions \\
  -H "Authorization: Bearer ${sample ? 'sample' : '$OPENAI_API_KEY'}" \\
  -H "Tally-Auth: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"${question}"}]}'`,
    },
    {
      id: 'openai-python',
      name: 'OpenAI, Python',
      install: 'pip install openai',
      code: `from openai import OpenAI

client = OpenAI(
    base_url="${base}/openai/v1",
    default_headers={"Tally-Auth": "Bearer ${key}"},${pythonKey}
)
answer = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "${question}"}],
)
print(answer.choices[0].message.content)`,
    },
    {
      id: 'openai-typescript',
      name: 'OpenAI, TypeScript',
      install: 'npm install openai',
      code: `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${base}/openai/v1',
  defaultHeaders: { 'Tally-Auth': 'Bearer ${key}' },${typescriptKey}
});
const answer = await client.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: '${question}' }],
});
console.log(answer.choices[0]?.message.content);`,
    },
    {
      id: 'anthropic-python',
      name: 'Anthropic, Python',
      install: 'pip install anthropic',
      code: `from anthropic import Anthropic

client = Anthropic(
    base_url="${base}/anthropic",
    default_headers={"Tally-Auth": "Bearer ${key}"},${pythonKey}
)
message = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=500,
    messages=[{"role": "user", "content": "${question}"}],
)
print(message.content)`,
    },
    {
      id: 'anthropic-typescript',
      name: 'Anthropic, TypeScript',
      install: 'npm install @anthropic-ai/sdk',
      code: `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({
  baseURL: '${base}/anthropic',
  defaultHeaders: { 'Tally-Auth': 'Bearer ${key}' },${typescriptKey}
});
const message = await client.messages.create({
  model: 'claude-haiku-4-5',
  max_tokens: 500,
  messages: [{ role: 'user', content: '${question}' }],
});
console.log(message.content);`,
    },
    {
      id: 'vercel',
      name: 'Vercel AI SDK',
      install: 'npm install ai @ai-sdk/openai',
      code: `import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';

const openai = createOpenAI({
  baseURL: '${base}/openai/v1',
  headers: { 'Tally-Auth': 'Bearer ${key}' },${typescriptKey}
});
const { text } = await generateText({
  model: openai.chat('gpt-4o-mini'),
  prompt: '${question}',
});
console.log(text);`,
    },
    {
      id: 'langchain-python',
      name: 'LangChain, Python',
      install: 'pip install langchain-openai',
      code: `from langchain_openai import ChatOpenAI

model = ChatOpenAI(
    model="gpt-4o-mini",
    base_url="${base}/openai/v1",
    default_headers={"Tally-Auth": "Bearer ${key}"},${pythonKey}
)
print(model.invoke("${question}").content)`,
    },
    {
      id: 'langchain-typescript',
      name: 'LangChain, TypeScript',
      install: 'npm install @langchain/openai @langchain/core',
      code: `import { ChatOpenAI } from '@langchain/openai';

const model = new ChatOpenAI({
  model: 'gpt-4o-mini',${typescriptKey}
  configuration: {
    baseURL: '${base}/openai/v1',
    defaultHeaders: { 'Tally-Auth': 'Bearer ${key}' },
  },
});
const answer = await model.invoke('${question}');
console.log(answer.content);`,
    },
  ];
}
