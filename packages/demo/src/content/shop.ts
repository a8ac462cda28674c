import type { Random } from '../random.ts';

/** What the made-up shop of the demo sells: outdoor gear. */
export interface Product {
  name: string;
  kind: string;
  /** EUR. */
  price: number;
  /** Grams. */
  weight: number;
  facts: readonly [string, string, string];
}

export const products: readonly Product[] = [
  p(
    'Skua 2 tent',
    'tent',
    389,
    1640,
    'pitches outer first, so the inner stays dry in rain',
    'stands with 13 pegs and three hub-less poles',
    'has a vestibule of 0.9 m² on each side',
  ),
  p(
    'Skua 1 tent',
    'tent',
    299,
    1180,
    'packs to the size of a wine bottle',
    'needs trekking poles, which are not included',
    'takes one person and a small dog',
  ),
  p(
    'Heron family tent',
    'tent',
    649,
    7400,
    'sleeps five in two cabins',
    'has a groundsheet that zips out for cleaning',
    'withstands gusts of 60 km/h when all guy lines are set',
  ),
  p(
    'Fulmar down bag −9',
    'sleeping bag',
    329,
    980,
    'is filled with 700 g of 800-cuin duck down',
    'has a comfort rating of −3 °C',
    'can be zipped to a second bag of the same length',
  ),
  p(
    'Petrel synthetic bag +2',
    'sleeping bag',
    119,
    1150,
    'dries in a morning',
    'may be washed at 30 °C',
    'keeps two thirds of its warmth when wet',
  ),
  p(
    'Tern sleeping mat',
    'mat',
    139,
    490,
    'has an R-value of 4.2',
    'inflates with the pump sack in eleven breaths',
    'comes with a repair kit and a spare valve',
  ),
  p('Plover foam mat', 'mat', 39, 410, 'cannot leak', 'folds like an accordion to 51 cm', 'has an R-value of 2.0'),
  p(
    'Kestrel 45 backpack',
    'backpack',
    189,
    1420,
    'adjusts its back length from 44 to 52 cm',
    'opens at the bottom',
    'carries 16 kg well and 20 kg for a day',
  ),
  p(
    'Kestrel 65 backpack',
    'backpack',
    229,
    1810,
    'adjusts its back length from 44 to 54 cm',
    'has a lid that becomes a hip bag',
    'comes with a rain cover',
  ),
  p(
    'Wren day pack',
    'backpack',
    79,
    520,
    'has a sleeve for a 15-inch laptop',
    'meets the hand-luggage size of all European airlines',
    'holds a 2-litre bladder',
  ),
  p(
    'Merlin rain jacket',
    'jacket',
    259,
    310,
    'has three layers and a 20,000 mm water column',
    'has pit zips',
    'is made without PFAS',
  ),
  p(
    'Dunlin wind jacket',
    'jacket',
    109,
    98,
    'packs into its own chest pocket',
    'stops wind, not rain',
    'is cut to go over a fleece',
  ),
  p(
    'Eider down jacket',
    'jacket',
    239,
    340,
    'has a hood that fits a helmet',
    'should be washed with down soap and tumble-dried',
    'is filled with recycled 700-cuin down',
  ),
  p(
    'Siskin merino shirt',
    'base layer',
    69,
    150,
    'smells of nothing after three days',
    'is knitted in Portugal',
    'shrinks when it is tumble-dried',
  ),
  p(
    'Curlew trekking trousers',
    'trousers',
    119,
    330,
    'zip off at the knee',
    'are cut with five leg lengths',
    'dry in an hour of sun',
  ),
  p(
    'Chamois mid boots',
    'boots',
    199,
    1080,
    'can be resoled twice',
    'run half a size small',
    'need about 30 km to be broken in',
  ),
  p(
    'Marmot trail shoes',
    'shoes',
    139,
    560,
    'have a 4 mm drop',
    'drain when they get wet instead of keeping water out',
    'have lugs of 5 mm',
  ),
  p(
    'Vole gas stove',
    'stove',
    59,
    84,
    'boils half a litre in 2 min 50 s',
    'takes screw cartridges only',
    'has a piezo igniter that fails above 3,000 m',
  ),
  p(
    'Badger multi-fuel stove',
    'stove',
    159,
    390,
    'burns petrol, kerosene and gas',
    'can be taken apart without tools',
    'works at −25 °C',
  ),
  p(
    'Otter water filter',
    'filter',
    49,
    75,
    'filters 1,500 litres',
    'must not freeze once it has been wet',
    'does not hold viruses back',
  ),
  p('Firefly 400 headlamp', 'headlamp', 64, 88, 'runs 6 h at 200 lumens', 'charges by USB-C', 'has a red light'),
  p(
    'Ibex trekking poles',
    'poles',
    119,
    470,
    'are made of carbon in three parts',
    'lock with levers',
    'come with snow baskets',
  ),
  p(
    'Lynx snowshoes',
    'snowshoes',
    179,
    1720,
    'carry up to 110 kg',
    'have a heel lift for climbs',
    'fit boots from 36 to 47',
  ),
  p(
    'Beaver dry bag 20 l',
    'dry bag',
    24,
    110,
    'floats when it is closed with three turns',
    'is welded, not sewn',
    'has a window to see what is inside',
  ),
];

function p(name: string, kind: string, price: number, weight: number, ...facts: [string, string, string]): Product {
  return { name, kind, price, weight, facts };
}

/** @throws RangeError for a name that nothing in the shop has */
export function productNamed(name: string): Product {
  const product = products.find((one) => one.name === name);
  if (!product) throw new RangeError(`the shop has no ${name}`);
  return product;
}

const cities = {
  DE: ['Hamburg', 'Leipzig', 'Freiburg', 'Kassel', 'Augsburg', 'Bremen'],
  GB: ['Sheffield', 'Bristol', 'Inverness', 'Leeds', 'Cardiff'],
  FR: ['Grenoble', 'Lyon', 'Annecy', 'Nantes', 'Toulouse'],
  US: ['Portland', 'Boulder', 'Asheville', 'Madison', 'Bend'],
  ES: ['Zaragoza', 'Bilbao', 'Huesca', 'Granada'],
  JP: ['松本市', '札幌市', '福岡市'],
  NL: ['Utrecht', 'Groningen', 'Nijmegen'],
} as const;

export type Country = keyof typeof cities;

const names = [
  'Ada',
  'Bram',
  'Chidi',
  'Dalia',
  'Eero',
  'Femke',
  'Gwen',
  'Hugo',
  'Ines',
  'Jonas',
  'Kirsty',
  'Luis',
  'Mira',
  'Nils',
  'Oona',
  'Priya',
  'Quentin',
  'Rosa',
  'Sven',
  'Tomás',
  'Ursula',
  'Wiebke',
  'Yuki',
  'Zoë',
];
const carriers = ['DHL', 'DPD', 'GLS', 'UPS', 'PostNord'];
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const shops = ['Hamburg', 'Leipzig', 'Freiburg', 'Utrecht'];
const shoeSizes = ['38', '39.5', '41', '42', '43.5', '45'];
const clothingSizes = ['S', 'M', 'L', 'XL'];
const shod = new Set(['boots', 'shoes']);
/** Articles whose names are plurals. */
const plurals = new Set(['trousers', 'boots', 'shoes', 'poles', 'snowshoes']);

/** What stands for an article in the next sentence. */
export function pronoun({ kind }: Product): 'it' | 'they' {
  return plurals.has(kind) ? 'they' : 'it';
}

/** What stands in the braces of a text: `{product}`, `{order}`, … The same within one conversation. */
export interface Details extends Readonly<Record<string, string>> {
  product: string;
  kind: string;
  order: string;
  city: string;
}

/** @param kinds which articles it may be about; any when absent */
export function details(random: Random, country: Country, kinds?: readonly string[]): Details {
  const product = random.pick(kinds ? products.filter(({ kind }) => kinds.includes(kind)) : products);
  const day = random.pick(days);
  return {
    product: product.name,
    kind: product.kind,
    it: pronoun(product),
    Is: pronoun(product) === 'it' ? 'Is' : 'Are',
    does: pronoun(product) === 'it' ? 'does' : 'do',
    fact: random.pick(product.facts),
    weight: String(product.weight),
    price: `€${product.price}.00`,
    order: `LK-${random.integer(204_100, 298_999)}`,
    city: random.pick<string>(cities[country]),
    shop: random.pick(shops),
    name: random.pick(names),
    carrier: random.pick(carriers),
    day,
    promised: random.pick(days.filter((one) => one !== day)),
    size: random.pick(shod.has(product.kind) ? shoeSizes : clothingSizes),
    days: String(random.integer(3, 12)),
    stock: String(random.integer(7, 60)),
    tracking: `${random.integer(10, 99)} ${random.integer(1000, 9999)} ${random.integer(1000, 9999)}`,
  };
}

/** Puts the details into a text. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
