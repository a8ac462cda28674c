import { type InPath, regionInPath } from './bedrock/region.ts';
import type { Wire } from './provider.ts';

/** A provider of which each customer has another address, and which is called once the deployment's settings name it. */
export interface OwnHost {
  slug: string;
  wire: Wire;
  /** What such a base URL looks like. */
  example: string;
  /** Reads the address from the path of a call, where its path may name it. */
  inPath?: (path: string) => InPath | undefined;
}

export const ownHosts: ReadonlyMap<string, OwnHost> = new Map(
  (
    [
      // https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle
      { slug: 'azure', wire: 'openai', example: 'https://RESOURCE.openai.azure.com' },
      // https://docs.aws.amazon.com/general/latest/gr/bedrock.html
      {
        slug: 'bedrock',
        wire: 'bedrock',
        example: 'https://bedrock-runtime.us-east-1.amazonaws.com',
        inPath: regionInPath,
      },
      // https://docs.ollama.com/api/openai-compatibility
      { slug: 'ollama', wire: 'openai', example: 'http://127.0.0.1:11434' },
      // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
      { slug: 'vllm', wire: 'openai', example: 'http://127.0.0.1:8000' },
      // https://lmstudio.ai/docs/developer/openai-compat
      { slug: 'lm-studio', wire: 'openai', example: 'http://127.0.0.1:1234' },
    ] satisfies OwnHost[]
  ).map((host) => [host.slug, host]),
);
