import type { Stack } from '../stack.ts';

/**
 * A curl line and SDK snippets that work when pasted: through the real provider where its key is in the environment or its
 * upstream was moved, else through the sample provider.
 */
export function snippets(stack: Stack, environment: NodeJS.ProcessEnv, upstreams: string): string {
  const moved = Object.keys(JSON.parse(upstreams));
  const route = (slug: string, keyName: string) => {
    const real = environment[keyName] !== undefined;
    return {
      base: `${stack.edgeUrl}/${real || moved.includes(slug) ? '' : 'sample/'}${slug}`,
      shellKey: real ? `$${keyName}` : 'sample',
      typescriptKey: real ? `process.env.${keyName}` : "'sample'",
      pythonKey: real ? `os.environ["${keyName}"]` : '"sample"',
      pythonImport: real ? 'import os\n' : '',
    };
  };
  const openai = route('openai', 'OPENAI_API_KEY');
  const anthropic = route('anthropic', 'ANTHROPIC_API_KEY');
  const key = stack.writeKey;
  return `
Try it (curl)

curl ${openai.base}/v1/chat/completions -H "Authorization: Bearer ${openai.shellKey}" -H "Tally-Auth: Bearer ${key}" -H "Content-Type: application/json" -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"What is photosynthesis?"}]}'

TypeScript, OpenAI (npm install openai; save as openai.mts, run with npx tsx openai.mts)

import OpenAI from 'openai';
const openai = new OpenAI({
  apiKey: ${openai.typescriptKey},
  baseURL: '${openai.base}/v1',
  defaultHeaders: { 'Tally-Auth': 'Bearer ${key}' },
});
const answer = await openai.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'What is photosynthesis?' }],
});
console.log(answer.choices[0]?.message.content);

TypeScript, Anthropic (npm install @anthropic-ai/sdk; save as anthropic.mts)

import Anthropic from '@anthropic-ai/sdk';
const anthropic = new Anthropic({
  apiKey: ${anthropic.typescriptKey},
  baseURL: '${anthropic.base}',
  defaultHeaders: { 'Tally-Auth': 'Bearer ${key}' },
});
const message = await anthropic.messages.create({
  model: 'claude-haiku-4-5',
  max_tokens: 500,
  messages: [{ role: 'user', content: 'What is photosynthesis?' }],
});
console.log(message.content);

Python, OpenAI (pip install openai)

${openai.pythonImport}from openai import OpenAI
openai = OpenAI(
    api_key=${openai.pythonKey},
    base_url="${openai.base}/v1",
    default_headers={"Tally-Auth": "Bearer ${key}"},
)
answer = openai.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "What is photosynthesis?"}],
)
print(answer.choices[0].message.content)

Python, Anthropic (pip install anthropic)

${anthropic.pythonImport}from anthropic import Anthropic
anthropic = Anthropic(
    api_key=${anthropic.pythonKey},
    base_url="${anthropic.base}",
    default_headers={"Tally-Auth": "Bearer ${key}"},
)
message = anthropic.messages.create(
    model="claude-haiku-4-5",
    max_tokens=500,
    messages=[{"role": "user", "content": "What is photosynthesis?"}],
)
print(message.content)
`;
}
