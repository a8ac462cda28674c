/** Customers' reviews, put together from what they say of one side of an article. */
export interface Remark {
  topic: 'quality' | 'fit' | 'delivery' | 'price' | 'service' | 'durability';
  sentiment: 'positive' | 'negative';
  text: string;
}

export const remarks: readonly Remark[] = [
  r('quality', 'positive', 'Stitching and zips feel like twice the price.'),
  r('quality', 'positive', 'Went through three days of rain without a drop inside.'),
  r('quality', 'negative', 'A seam was open out of the box.'),
  r('quality', 'negative', 'The buckle broke on the second evening, in a meadow, without any load.'),
  r('fit', 'positive', 'Sits as if it were made for me, and I am 1.93 m.'),
  r('fit', 'positive', 'True to size, ordered my usual one.'),
  r('fit', 'negative', 'Way too narrow at the toes, size chart is useless.'),
  r('fit', 'negative', 'Sleeves end above my wrists.'),
  r('delivery', 'positive', 'Ordered on Tuesday, on my back on Thursday.'),
  r('delivery', 'negative', 'Took eleven days and the box looked like it had been used as a sledge.'),
  r('delivery', 'negative', 'The courier left it in the rain. It is a rain jacket, but still.'),
  r('price', 'positive', 'You will not find this for less.'),
  r('price', 'negative', 'Two weeks after I bought it, it was 40 euros cheaper.'),
  r('service', 'positive', 'The chat answered at 22:40 and was right.'),
  r('service', 'positive', 'Workshop fixed the pole for nine euros. Nine!'),
  r('service', 'negative', 'Four mails, four different answers.'),
  r('durability', 'positive', 'Five years old and still going, only the colour has left.'),
  r('durability', 'negative', 'Sole came off after one season.'),
  r('durability', 'negative', 'After the third wash the finish is gone.'),
  r('durability', 'positive', '1,400 km on these and the lugs are barely rounded.'),
];

export const endings = [
  '',
  '',
  ' Would buy again.',
  ' Not again.',
  ' My dog approves.',
  ' Greetings from {city}.',
  ' Used it on a {days}-day tour.',
  ' 👍',
  ' Bought as a gift for {name}.',
];

function r(topic: Remark['topic'], sentiment: Remark['sentiment'], text: string): Remark {
  return { topic, sentiment, text };
}
