/** What people type into the shop's search. */
export interface Search {
  use: string;
  /** The articles that fit, what matters most first. At least one of them has others of its kind. */
  fitting: readonly [string, ...string[]];
}

export const searches: readonly Search[] = [
  s('a week in Norway in September', 'Skua 2 tent', 'Fulmar down bag −9', 'Merlin rain jacket'),
  s('bikepacking with as little weight as possible', 'Skua 1 tent', 'Tern sleeping mat', 'Vole gas stove'),
  s('a first hut-to-hut tour in the Alps', 'Kestrel 45 backpack', 'Chamois mid boots', 'Ibex trekking poles'),
  s('winter walks with snow up to the knee', 'Lynx snowshoes', 'Chamois mid boots', 'Eider down jacket'),
  s('the Camino from Porto', 'Kestrel 45 backpack', 'Marmot trail shoes', 'Siskin merino shirt'),
  s('canoeing with two children', 'Beaver dry bag 20 l', 'Heron family tent', 'Tern sleeping mat'),
  s('night runs in town', 'Firefly 400 headlamp', 'Dunlin wind jacket', 'Marmot trail shoes'),
  s('a flight with hand luggage only', 'Wren day pack', 'Siskin merino shirt', 'Dunlin wind jacket'),
  s('cooking above 3,500 metres', 'Badger multi-fuel stove', 'Otter water filter'),
  s('a festival that is always muddy', 'Skua 2 tent', 'Chamois mid boots', 'Beaver dry bag 20 l'),
  s('autumn in the Pyrenees with a dog', 'Skua 2 tent', 'Tern sleeping mat', 'Merlin rain jacket'),
  s('a trek in Nepal', 'Fulmar down bag −9', 'Otter water filter', 'Curlew trekking trousers'),
  s('sailing around Skye', 'Merlin rain jacket', 'Beaver dry bag 20 l', 'Firefly 400 headlamp'),
  s('sleeping in the car', 'Plover foam mat', 'Petrel synthetic bag +2', 'Vole gas stove'),
];

function s(use: string, ...fitting: [string, ...string[]]): Search {
  return { use, fitting };
}

export interface Asking {
  /** What the second article is beside the first, which fits: another that fits, or one of the same kind. */
  second: 'fits' | 'same kind';
  questions: readonly string[];
  answers: readonly string[];
}

/** Ways to ask, each with ways to answer it. */
export const askings: readonly Asking[] = [
  {
    second: 'fits',
    questions: [
      '{kind} for {use}',
      'which {kind} for {use}?',
      '{kind} {use}',
      'what {kind} do you recommend, it is for {use}',
    ],
    answers: [
      'For {use} I would take the **{first}** ({price1}, {weight1} g): {it1} {fact1}. What goes well with that is the **{second}** ({price2}); {it2} {fact2}.',
      'Short answer: the **{first}** for {price1}; {it1} {fact1}. Worth knowing before you order: {it1} {fact1b}.',
      'Look at the **{first}** first ({price1}, {weight1} g): {it1} {fact1}. If the budget allows, the **{second}** for {price2} is the next thing to buy for {use}.',
    ],
  },
  {
    second: 'same kind',
    questions: [
      'difference between {first} and {second}',
      '{second} or {first} for {use}?',
      '{first} vs {second} {use}',
    ],
    answers: [
      '| | {first} | {second} |\n|---|---|---|\n| price | {price1} | {price2} |\n| weight | {weight1} g | {weight2} g |\n| good to know | {fact1} | {fact2} |\n\nFor {use} I would take the **{first}**.',
      '**{first}**: {weight1} g, {price1}; {it1} {fact1}. **{second}**: {weight2} g, {price2}; {it2} {fact2}. For {use} the first of the two is the better choice.',
    ],
  },
  {
    second: 'fits',
    questions: ['do I need both {first} and {second} for {use}', '{first} and {second} for {use}, or is one enough'],
    answers: [
      'One does not replace the other. **{first}** ({price1}): {it1} {fact1}. **{second}** ({price2}): {it2} {fact2}. If you buy only one of them for {use}, begin with the {first}.',
    ],
  },
  {
    second: 'fits',
    questions: [
      'gift for somebody who plans {use}, around {budget} euros',
      'present up to {budget} euros, for {use}',
      'gift under {budget} euro, she plans {use}',
    ],
    answers: [
      'Two ideas: the **{first}** ({price1}), because {it1} {fact1}; or the **{second}** ({price2}): {it2} {fact2}. If you are not sure, a voucher is never too small or too large.',
      'With {budget} euros in mind: the **{second}** for {price2}; {it2} {fact2}. Or the **{first}** for {price1}, which many buy for {use}.',
    ],
  },
  {
    second: 'fits',
    questions: ['{first} weight', 'how heavy {is1} the {first}', '{first} details'],
    answers: [
      'The **{first}**: {weight1} g, {price1}. Good to know: {it1} {fact1}, and {it1} {fact1b}.',
      '{weight1} g. The **{first}** cost{s1} {price1}; {it1} {fact1}.',
    ],
  },
  {
    second: 'fits',
    questions: ['{is1} the {first} ok for {use}', '{first} good enough for {use}?'],
    answers: [
      'Yes, for {use} the **{first}** {is1} a good choice: {it1} {fact1}. Worth knowing: {it1} {fact1b}. {price1}, {weight1} g.',
      'Yes. The **{first}** ({weight1} g, {price1}) {fact1}. For {use} also look at the **{second}**: {it2} {fact2}.',
    ],
  },
  {
    second: 'fits',
    questions: ['which colours {is1} the {first} available in', '{first} in green?'],
    answers: [
      'The catalogue’s passages do not say which colours there are. What they say of the **{first}** ({price1}, {weight1} g): {it1} {fact1}.',
    ],
  },
];
