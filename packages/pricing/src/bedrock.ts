import { listed, type Tier } from './factors.ts';

/**
 * The name by which the price list knows a model of Bedrock's: of an ARN what follows its kind. '' where an id does not tell the model,
 * as those of application inference profiles, provisioned and imported models do not.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
export function bedrockModel(id: string): string {
  return id.startsWith('arn:') ? (/:(?:foundation-model|inference-profile)\/(.+)$/.exec(id)?.[1] ?? '') : id;
}

/**
 * Why a model may cost more than the list says: Claude 3 is near its end of life, and in extended access since December 2025.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html
 *
 * @param at when the call was made, Unix ms
 */
export function lifecycleDoubt(model: string, at: number): string {
  return model.includes('claude-3-') && at >= extendedAccess ? 'a model in extended access may cost more' : '';
}

const extendedAccess = Date.UTC(2025, 11, 1);

/** Where the list's prices hold for all models. */
const listedRegions = new Set(['', 'us-east-1', 'us-east-2', 'us-west-2']);

/** Profiles of other places than the US, which tell where no host does. */
const abroad = /(?:^|\/)(us-gov|eu|apac|jp|au|ca)\./;

/**
 * These cost the same in every region of the commercial partition: the list has what their `global.` profiles cost and, a tenth more, what
 * all others do, also without a prefix. https://platform.claude.com/docs/en/about-claude/pricing
 */
const everywhere = /(?:^|[./])(?:anthropic\.)?claude-|(?:^|[./])openai\.gpt-5/;

/**
 * The list's prices in a region; in doubt where they are another one's. A cross-region profile costs what the region costs that was called.
 * https://aws.amazon.com/bedrock/pricing/
 *
 * @param region that the call was sent to, '' where that is not known
 */
export function bedrockPlace(model: string, region: string): Tier {
  const place = region === '' ? (abroad.exec(model)?.[1] ?? '') : region;
  const isListed = listedRegions.has(place) || (everywhere.test(model) && !place.startsWith('us-gov'));
  return isListed ? listed : { ...listed, doubt: `the price list has the prices of the US, and not of ${place}` };
}
