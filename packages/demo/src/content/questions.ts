/** What people type into the shop's search. */
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
  { use: 'sailing around Skye', kinds: ['dry bag', 'jacket', 'headlamp'] },
  { use: 'sleeping in the car', kinds: ['mat', 'sleeping bag', 'stove'] },
] as const;

/** Ways to ask, each with ways to answer it. */
export const askings: readonly { questions: readonly string[]; answers: readonly string[] }[] = [
  {
    questions: [
      '{kind} for {use}',
      'which {kind} for {use}?',
      '{kind} {use}',
      'I need {kind} for {use}, not too heavy',
      'what {kind} do you recommend, it is for {use}',
    ],
    answers: [
      'For {use} I would take the **{first}** ({price1}, {weight1} g): {it1} {fact1}. What goes well with that is the **{second}** ({price2}); {it2} {fact2}.',
      'Short answer: the **{first}** for {price1}. For {use} it matters most that {it1} {fact1}. Worth knowing before you order: {it1} {fact1b}.',
      'The catalogue has nothing made for exactly that. The nearest is the **{first}** ({price1}): {it1} {fact1}, and {it1} {fact1b}. Ask our support before you order if {use} is all you want it for.',
      'Look at the **{first}** first. At {weight1} g you will notice it in the pack, but {it1} {fact1}. With {price1} left over for nothing else, skip the **{second}**.',
    ],
  },
  {
    questions: [
      'difference between {first} and {second}',
      '{first} or {second} for {use}?',
      '{first} vs {second}',
      'do I need both {first} and {second}',
    ],
    answers: [
      '| | {first} | {second} |\n|---|---|---|\n| price | {price1} | {price2} |\n| weight | {weight1} g | {weight2} g |\n| good to know | {fact1} | {fact2} |\n\nFor {use} I would begin with the {first}.',
      'They answer different questions. **{first}**: {it1} {fact1}, {weight1} g, {price1}. **{second}**: {it2} {fact2}, {weight2} g, {price2}. For {use} the first matters more.',
    ],
  },
  {
    questions: [
      'gift for somebody who plans {use}, around {budget} euros',
      'present, {budget} euros, friend does {use}',
      'under {budget} euro for {use}',
    ],
    answers: [
      'Two ideas: the **{first}** ({price1}), because {it1} {fact1}; or the **{second}** ({price2}): {it2} {fact2}. If you are not sure about sizes, a voucher is valid for three years.',
      'With {budget} euros in mind: the **{second}** costs {price2}, and {it2} {fact2}. The **{first}** ({price1}) is what most people buy for {use}.',
    ],
  },
  {
    questions: ['{first} weight', 'how heavy is the {first}', '{first} details', 'is the {first} ok for {use}'],
    answers: [
      '{weight1} g, and {price1}. Beside that: {it1} {fact1}, and {it1} {fact1b}.',
      'The **{first}**: {weight1} g. For {use} the point is that {it1} {fact1}.',
    ],
  },
];
