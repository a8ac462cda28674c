/**
 * The name by which the price list knows a model of Bedrock's: of an ARN what follows its kind. '' where an id does not tell the model,
 * as those of application inference profiles, provisioned and imported models do not, and where the list has another one's price:
 * it knows the first of Titan's embeddings only, and of Claude 3 what it cost before its extended access.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html
 *
 * @param at when the call was made, Unix ms
 */
export function bedrockModel(id: string, at: number): string {
  const name = id.startsWith('arn:') ? (/:(?:foundation-model|inference-profile)\/(.+)$/.exec(id)?.[1] ?? '') : id;
  if (name.includes('titan-embed-text-v2')) return '';
  return name.includes('claude-3-') && at >= extendedAccess ? '' : name;
}

/** From then on models near their end of life may cost more; the first did a little before. */
const extendedAccess = Date.UTC(2025, 11, 1);

/** Where the list's prices hold for all models. */
const listedRegions = new Set(['', 'us-east-1', 'us-east-2', 'us-west-2']);

/**
 * These cost the same in every region of the commercial partition: the list has what their `global.` profiles cost and, a tenth more, what
 * all others do, also without a prefix. https://platform.claude.com/docs/en/about-claude/pricing
 */
const everywhere = /(?:^|[./])(?:anthropic\.)?claude-|(?:^|[./])openai\.gpt-5/;

/**
 * Whether the list's prices are those of a region. A cross-region profile costs what the region costs that was called.
 * https://aws.amazon.com/bedrock/pricing/
 *
 * @param region that the call was sent to, '' where that is not known
 */
export function isBedrockPlace(model: string, region: string): boolean {
  if (listedRegions.has(region)) return true;
  return everywhere.test(model) && !region.startsWith('us-gov-');
}
