import type { Provider } from './provider.ts';

/** A provider whose API is OpenAI's. */
export interface CompatibleProvider extends Provider {
  /** What the provider's own documentation gives as base URL: `origin`, and the path that its clients put before `/chat/completions`. */
  baseUrl: string;
}

type Row = readonly [slug: string, baseUrl: string, ...labels: string[]];

const rows: readonly Row[] = [
  // https://api-docs.deepseek.com/
  ['deepseek', 'https://api.deepseek.com/v1'],
  // https://docs.x.ai/developers/model-capabilities/text/generate-text
  ['xai', 'https://api.x.ai/v1', 'x'],
  // https://console.groq.com/docs/openai
  ['groq', 'https://api.groq.com/openai/v1'],
  // https://openrouter.ai/docs/quickstart
  ['openrouter', 'https://openrouter.ai/api/v1'],
  // https://docs.perplexity.ai/docs/agent-api/openai-compatibility
  ['perplexity', 'https://api.perplexity.ai/v1'],
  // https://docs.together.ai/docs/inference/openai-compatibility
  ['together', 'https://api.together.ai/v1'],
  // https://docs.fireworks.ai/tools-sdks/openai-compatibility
  ['fireworks', 'https://api.fireworks.ai/inference/v1'],
  // https://inference-docs.cerebras.ai/resources/openai
  ['cerebras', 'https://api.cerebras.ai/v1'],
  // https://deepinfra.com/docs/advanced/openai_api
  ['deepinfra', 'https://api.deepinfra.com/v1/openai'],
  // https://docs.tokenfactory.nebius.com/api-reference/introduction
  ['nebius', 'https://api.tokenfactory.nebius.com/v1'],
  // https://novita.ai/docs/guides/llm-api
  ['novita', 'https://api.novita.ai/openai/v1'],
  // https://docs.hyperbolic.xyz/docs/rest-api
  ['hyperbolic', 'https://api.hyperbolic.xyz/v1'],
  // https://docs.api.nvidia.com/nim/reference/llm-apis
  ['nvidia', 'https://integrate.api.nvidia.com/v1'],
  // https://huggingface.co/docs/inference-providers/index
  ['huggingface', 'https://router.huggingface.co/v1'],
  // https://docs.sambanova.ai/docs/en/get-started/api-keys-urls
  ['sambanova', 'https://api.sambanova.ai/v1'],
  // https://platform.kimi.ai/docs/overview
  ['moonshot', 'https://api.moonshot.ai/v1'],
  // https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope: the address without a workspace
  ['qwen', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'],
  // https://docs.bigmodel.cn/cn/guide/develop/openai/introduction
  ['zhipu', 'https://open.bigmodel.cn/api/paas/v4'],
  // https://docs.z.ai/guides/develop/openai/python
  ['zai', 'https://api.z.ai/api/paas/v4'],
  // https://platform.minimax.io/docs/api-reference/text-openai-api
  ['minimax', 'https://api.minimax.io/v1'],
  // https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility
  ['cloudflare', 'https://api.cloudflare.com/client/v4/accounts/ACCOUNT_ID/ai/v1'],
  // https://vercel.com/docs/ai-gateway/sdks-and-apis/openai-chat-completions
  ['vercel', 'https://ai-gateway.vercel.sh/v1'],
];

/** Providers that are merely compatible: a row each. How some of their answers differ is read for all, since no field means two things. */
export const compatible: readonly CompatibleProvider[] = rows.map(([slug, baseUrl, ...labels]) => ({
  slug,
  baseUrl,
  origin: new URL(baseUrl).origin,
  wire: 'openai',
  labels,
}));
