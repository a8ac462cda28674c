import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** What a client does: nothing unusual; leaves in the middle of the answer; or sends what kills whoever handles its log. */
type Conduct = 'stays' | 'leaves' | 'kills';

/** One call of the storm. */
export interface CallPlan {
  index: number;
  provider: 'openai' | 'anthropic';
  streamed: boolean;
  /** Of the text in the question and of the answer's. */
  requestCharacters: number;
  responseCharacters: number;
  /** The content encoding of the answer. */
  encoding: 'gzip' | 'br' | undefined;
  status: 200 | 429 | 500;
  usage: { input: number; output: number };
  omit: { request: boolean; response: boolean };
  /** Which of the keys; one of them is of an organisation that does not exist. */
  tenant: number;
  namesItself: boolean;
  conduct: Conduct;
}

const largest = 5_000_000;

/** The sample provider speaks Japanese too, at three bytes a character: 7.5 MB, and no more than the edge and the consumer keep. */
const longestAnswer = 2_500_000;

/**
 * Draws the calls of a storm.
 *
 * @param large how many have large bodies, of up to 5 million characters
 * @param killers how many kill who handles their log
 */
export function drawCalls(
  random: RandomGenerator,
  { calls, large, killers, tenants }: { calls: number; large: number; killers: number; tenants: number },
): CallPlan[] {
  const between = (least: number, most: number) => uniformInt(random, least, most);
  const chance = (percent: number) => between(1, 100) <= percent;
  const plans = Array.from({ length: calls }, (_, index): CallPlan => {
    const streamed = chance(35);
    const medium = chance(8);
    const leaves = streamed && chance(8);
    return {
      index,
      provider: chance(60) ? 'openai' : 'anthropic',
      streamed,
      requestCharacters: medium ? between(40_000, 250_000) : between(20, 4_000),
      responseCharacters: chance(5) ? between(40_000, 250_000) : between(200, 4_000),
      encoding: leaves ? undefined : chance(6) ? 'gzip' : chance(4) ? 'br' : undefined,
      status: leaves || chance(97) ? 200 : chance(50) ? 429 : 500,
      usage: { input: between(1, 5_000), output: between(1, 2_000) },
      omit: { request: chance(6), response: chance(6) },
      tenant: chance(1) ? tenants : between(0, tenants - 1),
      namesItself: chance(10),
      conduct: leaves ? 'leaves' : 'stays',
    };
  });
  const ordinary = plans.filter(
    ({ conduct, tenant, status }) => conduct === 'stays' && tenant < tenants && status === 200,
  );
  for (let count = 0; count < large; count++) {
    const plan = take(ordinary, between(0, ordinary.length - 1));
    const size = (most: number) => (chance(50) ? most : between(300_000, most));
    if (chance(70)) plan.requestCharacters = size(largest);
    else plan.responseCharacters = size(longestAnswer);
    if (chance(30)) plan.responseCharacters = size(longestAnswer);
  }
  for (let count = 0; count < killers; count++) {
    // Early: it takes a while to give one up.
    const plan = take(ordinary, between(0, Math.floor(ordinary.length / 2)));
    Object.assign(plan, { conduct: 'kills', requestCharacters: 100, responseCharacters: 200, encoding: undefined });
  }
  return plans;
}

function take(plans: CallPlan[], at: number): CallPlan {
  const [plan] = plans.splice(at, 1);
  if (!plan) throw new RangeError('too few calls for so many of a kind');
  return plan;
}
