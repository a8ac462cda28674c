/** Customers' reviews, put together from what they say of one side of an article. */
export interface Remark {
  topic: Topic;
  sentiment: 'positive' | 'negative';
  text: string;
  /** The kinds of articles that it can be said of; any when absent. */
  kinds?: readonly string[];
}

export const topics = ['quality', 'fit', 'delivery', 'price', 'service', 'durability'] as const;
type Topic = (typeof topics)[number];

const upper = ['jacket', 'base layer'];
const clothing = [...upper, 'trousers'];
const shod = ['boots', 'shoes'];
const zipped = ['tent', 'sleeping bag', 'backpack', 'jacket', 'trousers'];
const sewn = [...zipped, 'base layer'];

export const remarks: readonly Remark[] = [
  r('quality', 'positive', 'Stitching and zips feel like twice the price.', zipped),
  r('quality', 'positive', 'Three days of rain and not a drop inside.', ['tent', 'dry bag']),
  r('quality', 'positive', 'Simple, and does what the page says.'),
  r('quality', 'positive', 'Well made, nothing rattles, and it works with gloves on.', ['stove', 'headlamp', 'filter']),
  r('quality', 'negative', 'A seam was open out of the box.', sewn),
  r('quality', 'negative', 'The buckle broke on the second evening, in a meadow, without any load.', [
    'backpack',
    'snowshoes',
    'dry bag',
  ]),
  r('quality', 'negative', 'Lost air in the first night. The valve, I think.', ['sleeping mat']),
  r('quality', 'negative', 'Worked twice, then never again.', ['stove', 'filter', 'headlamp']),
  r('quality', 'negative', 'One of the levers slips as soon as I lean on it.', ['poles']),
  r('fit', 'positive', 'Sits as if it were made for me, and I am 1.93 m.', ['jacket', 'base layer', 'backpack']),
  r('fit', 'positive', 'True to size, ordered my usual one.', [...clothing, ...shod]),
  r('fit', 'positive', 'Long enough for me, and I am 1.93 m.', ['tent', 'sleeping bag', 'mat', 'poles']),
  r('fit', 'negative', 'Way too narrow at the toes, size chart is useless.', shod),
  r('fit', 'negative', 'Sleeves end above my wrists.', upper),
  r('fit', 'negative', 'The hip belt sits too high, and I am not even tall.', ['backpack']),
  r('fit', 'negative', 'Too tight at the shoulders for anybody who sleeps on the side.', ['sleeping bag']),
  r('fit', 'negative', 'The straps do not hold my boots, although the size is in the range.', ['snowshoes']),
  r('delivery', 'positive', 'Ordered on Tuesday, in my hands on Thursday.'),
  r('delivery', 'negative', 'Took eleven days and the box looked like it had been used as a sledge.'),
  r('delivery', 'negative', 'The courier left it in the rain. It is a rain jacket, but still.', ['rain jacket']),
  r('delivery', 'negative', 'The courier left the parcel in front of the house, in the rain.'),
  r('price', 'positive', 'You will not find this for less.'),
  r('price', 'negative', 'Two weeks after I bought it, the price went down.'),
  r('service', 'positive', 'The chat answered at 22:40 and was right.'),
  r('service', 'positive', 'Workshop fixed a pole for nine euros. Nine!', ['tent']),
  r('service', 'negative', 'Four mails to the shop, four different answers.'),
  r('durability', 'positive', 'Five years old and still going, only the colour has left.', [...sewn, 'mat', 'dry bag']),
  r('durability', 'positive', '1,400 km on these and the lugs are barely rounded.', shod),
  r('durability', 'positive', 'Fourth season now, and it still works like on the first day.', [
    'stove',
    'filter',
    'headlamp',
  ]),
  r('durability', 'negative', 'Sole came off after one season.', shod),
  r('durability', 'negative', 'After the third wash the finish is gone.', ['rain jacket', 'wind jacket']),
  r('durability', 'negative', 'Shrank in the third wash, at 30 degrees.', ['base layer']),
  r('durability', 'negative', 'Bent in the first winter.', ['poles', 'snowshoes']),
];

/** How they end, by what was said before. */
export const endings: Readonly<Record<'positive' | 'mixed' | 'negative', readonly string[]>> = {
  positive: [
    '',
    '',
    ' Would buy again.',
    ' My dog approves.',
    ' Greetings from {city}.',
    ' 👍',
    ' Now for the next tour.',
  ],
  mixed: ['', '', ' Three stars.', ' Greetings from {city}.', ' So I am in two minds.'],
  negative: ['', '', ' Not again.', ' It goes back.', ' A pity.', ' I expected more.'],
};

function r(topic: Topic, sentiment: Remark['sentiment'], text: string, kinds?: readonly string[]): Remark {
  return { topic, sentiment, text, ...(kinds && { kinds }) };
}

/** Whether it can be said of an article, by its kind or by what its name ends with: “Merlin rain jacket” is a “rain jacket” too. */
export function canBeSaidOf({ kinds }: Remark, { product, kind }: { product: string; kind: string }): boolean {
  return kinds?.some((one) => one === kind || product.endsWith(` ${one}`)) ?? true;
}
