import type { Testbed } from '../../src/testbed.ts';
import { aiAmazonBedrockSuite } from './ai-amazon-bedrock.ts';
import { aiAnthropicSuite } from './ai-anthropic.ts';
import { aiCohereSuite } from './ai-cohere.ts';
import { aiGoogleSuite } from './ai-google.ts';
import { aiGroqSuite } from './ai-groq.ts';
import { aiMistralSuite } from './ai-mistral.ts';
import { aiOpenaiSuite } from './ai-openai.ts';
import { aiOpenaiCompatibleSuite } from './ai-openai-compatible.ts';
import { anthropicClientSuite } from './anthropic.ts';
import { bedrockSuite } from './bedrock.ts';
import { cohereSuite } from './cohere.ts';
import { googleGenaiSuite } from './google-genai.ts';
import { groqSdkSuite } from './groq-sdk.ts';
import { mistralSuite } from './mistral.ts';
import { openaiClientSuite } from './openai.ts';

/** The official clients, each in the file that holds its line of docs/providers.md. */
export const clientSuites: readonly ((testbed: () => Testbed) => void)[] = [
  aiAmazonBedrockSuite,
  aiAnthropicSuite,
  aiCohereSuite,
  aiGoogleSuite,
  aiGroqSuite,
  aiMistralSuite,
  aiOpenaiSuite,
  aiOpenaiCompatibleSuite,
  anthropicClientSuite,
  bedrockSuite,
  cohereSuite,
  googleGenaiSuite,
  groqSdkSuite,
  mistralSuite,
  openaiClientSuite,
];
