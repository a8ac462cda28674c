/** What people type into the shop's search, and how its answers are put together. */
export const searches = [
  { use: 'a week in Norway in September', kinds: ['tent', 'sleeping bag', 'jacket'] },
  { use: 'bikepacking with as little weight as possible', kinds: ['tent', 'mat', 'stove'] },
  { use: 'a first hut-to-hut tour in the Alps', kinds: ['backpack', 'boots', 'poles'] },
  { use: 'winter walks with snow up to the knee', kinds: ['snowshoes', 'boots', 'poles'] },
  { use: 'the Camino from Porto', kinds: ['backpack', 'shoes', 'base layer'] },
  { use: 'canoeing with two children', kinds: ['dry bag', 'tent', 'mat'] },
  { use: 'night runs in town', kinds: ['headlamp', 'jacket', 'shoes'] },
  { use: 'a flight with hand luggage only', kinds: ['backpack', 'base layer', 'jacket'] },
  { use: 'cooking above 3,500 metres', kinds: ['stove', 'filter', 'headlamp'] },
  { use: 'a festival that is always muddy', kinds: ['tent', 'boots', 'dry bag'] },
  { use: 'autumn in the Pyrenees with a dog', kinds: ['tent', 'mat', 'jacket'] },
  { use: 'a trek in Nepal where water is doubtful', kinds: ['filter', 'sleeping bag', 'trousers'] },
] as const;

export const phrasings = [
  '{kind} for {use}',
  'which {kind} for {use}?',
  'best {kind} under {budget} euros, {use}',
  'I need a {kind} for {use}, not too heavy',
  '{kind} {use}',
  'difference between {first} and {second}',
  'is the {first} warm enough for {use}',
  'lighter alternative to {first}',
  '{first} or {second} for {use}?',
  'gift for somebody who plans {use}, around {budget} euros',
] as const;

export const answers = [
  'For {use} I would take the **{first}** ({price1}, {weight1} g): it {fact1}. The {second} ({price2}) is the other candidate; it {fact2}, which matters less here.',
  'Two fit. The **{first}** {fact1} and weighs {weight1} g. The **{second}** {fact2} and weighs {weight2} g. For {use} the first is the safer choice; if the budget is {budget} euros, look at their prices: {price1} and {price2}.',
  'Short answer: the **{first}**. It {fact1}, and it {fact1b}. What speaks against it is its price of {price1}; then the {second} for {price2} does the job as well, only that it {fact2}.',
  'The catalogue has nothing made for exactly that. The nearest is the **{first}** ({price1}): it {fact1}. Ask our support before you order if {use} is all you want it for.',
  '| | {first} | {second} |\n|---|---|---|\n| price | {price1} | {price2} |\n| weight | {weight1} g | {weight2} g |\n| good to know | {fact1} | {fact2} |\n\nFor {use} the {first} is the better of the two.',
] as const;
