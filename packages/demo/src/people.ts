import type { Person } from './call.ts';
import type { Country } from './content/shop.ts';
import type { Random } from './random.ts';

const customerCount = 1_400;

/** Weight, country and how far its clocks are from UTC in hours. */
const countries: readonly (readonly [number, { country: Country; offset: number }])[] = [
  [34, { country: 'DE', offset: 1 }],
  [17, { country: 'GB', offset: 0 }],
  [14, { country: 'FR', offset: 1 }],
  [12, { country: 'US', offset: -6 }],
  [9, { country: 'NL', offset: 1 }],
  [8, { country: 'ES', offset: 1 }],
  [6, { country: 'JP', offset: 9 }],
];

/** Companies that buy for many people and ask accordingly. */
const companies: readonly (readonly [number, string])[] = [
  [9, 'biz_alpenverein-kassel'],
  [5, 'biz_northern-trails-ltd'],
  [3, 'biz_ecole-de-montagne'],
  [2, 'biz_scouts-utrecht'],
];

export interface Located extends Person {
  country: Country;
  offset: number;
}

/** A customer: a few come again and again, most came once. */
export function customer(random: Random): Located {
  if (random.chance(0.11)) {
    const userId = random.weighted(companies);
    return { userId, country: 'DE', offset: 1, properties: { tier: 'business' } };
  }
  const rank = Math.floor(customerCount * random.share() ** 2.4);
  const { country, offset } = countryOf(rank);
  const tier = rank % 5 === 0 ? 'club' : 'guest';
  return { userId: `cus_${(rank * 7_919 + 104_729).toString(36)}`, country, offset, properties: { tier } };
}

/** A customer's country is always the same. */
function countryOf(rank: number): { country: Country; offset: number } {
  let left = (rank * 37) % 100;
  for (const [weight, place] of countries) {
    left -= weight;
    if (left < 0) return place;
  }
  return { country: 'DE', offset: 1 };
}

const engineers: readonly (readonly [number, string])[] = [
  [9, 'maya'],
  [6, 'tobias'],
  [5, 'ifeoma'],
  [4, 'lars'],
  [3, 'chiara'],
  [2, 'renovate-bot'],
];
const clerks = ['ines', 'wiebke', 'jonas', 'ursula'];

export function engineer(random: Random): Located {
  const userId = random.weighted(engineers);
  return {
    userId,
    country: 'DE',
    offset: 1,
    properties: { repository: random.pick(['shop', 'shop', 'warehouse', 'infra']) },
  };
}

export function clerk(random: Random): Located {
  return { userId: random.pick(clerks), country: 'DE', offset: 1, properties: {} };
}

/** Nobody: a job that runs by itself. */
export const job: Located = { userId: '', country: 'DE', offset: 0, properties: {} };
