/** A model's name without the date of its snapshot: OpenAI's are `…-2026-03-05`, Anthropic's `…-20250929`, on Vertex AI `…@20250929`. */
export function undated(model: string): string {
  return model.replace(/[-@](?:\d{4}-\d\d-\d\d|\d{8})$/, '');
}
