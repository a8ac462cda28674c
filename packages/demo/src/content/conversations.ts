import type { Country } from './shop.ts';

/** One way in which a conversation with the support assistant goes; places in braces are filled from the shop. */
export interface Conversation {
  intent: string;
  /** Where it is spoken like this; everywhere when absent. */
  countries?: readonly Country[];
  /** The kinds of articles that it may be about; any when absent. */
  kinds?: readonly string[];
  /** The help that the assistant is given for it. */
  articles: readonly [string, string];
  opening: readonly string[];
  /** What the check of the stock says: there is none. */
  soldOut?: true;
  tool?: 'look_up_order' | 'check_stock' | 'open_investigation' | 'issue_refund';
  reply: readonly string[];
  more: readonly (readonly [question: string, reply: string])[];
}

export const conversations: readonly Conversation[] = [
  {
    intent: 'order_status',
    articles: ['delivery-times', 'delivery-lost'],
    opening: [
      'Where is my order {order}? It was supposed to be here on {promised}.',
      'I ordered a {product} last week ({order}) and the tracking page says the number is unknown. Has it shipped?',
      'order {order} - any news of the {product}?',
      'My parcel {order} to {city} has not moved for {days} days according to {carrier}.',
    ],
    tool: 'look_up_order',
    reply: [
      'Your order {order} left Kassel with {carrier} and is on its way to {city}. The carrier expects to deliver it on {day}. The tracking number is {tracking}; it is scanned only when the parcel reaches the next depot, which is why the page was silent.',
      'I have looked it up: {order} was handed to {carrier} yesterday evening, tracking number {tracking}. Delivery in {city} is planned for {day}. If you leave earlier than that, {carrier} can redirect it to a parcel shop from its tracking page.',
      'The {product} of {order} is in the depot nearest to {city} and goes out for delivery on {day}. You do not need to be at home: {carrier} will leave it with a neighbour or in a parcel shop and tell you which.',
    ],
    more: [
      [
        'Can they leave it at my office instead?',
        'Yes, as long as it is not out for delivery: open the tracking page of {carrier}, choose “Deliver elsewhere” and enter the office address. I cannot change it from here once the parcel has left our warehouse.',
      ],
      [
        'And if it does not arrive on {day}?',
        'Then write to us here from the fifth working day after {day} on. We send the {product} again or refund {price}, whichever you like; you do not have to wait for the carrier’s investigation.',
      ],
      ['ok great thanks', 'You are welcome. Have a good trip!'],
    ],
  },
  {
    intent: 'lost_parcel',
    articles: ['delivery-lost', 'refunds'],
    opening: [
      'The tracking says “delivered” but nothing is here. Order {order}. I asked both neighbours.',
      '{carrier} claims they delivered {order} on {day}. I was home all day. What now?',
    ],
    tool: 'open_investigation',
    reply: [
      'Thank you for having asked around already. The investigation with {carrier} is open now, under your order number {order}. Would you rather have the {product} sent again, or the money back?',
      'I am sorry, that is annoying. I have opened an investigation with {carrier} for {order}; they have eight working days to answer. You need not wait for it: tell me whether we should send the {product} again or refund {price}, and I will see to it today.',
    ],
    more: [
      [
        'Please send it again, but to {city}, to the parcel shop at the station',
        'Done: a new {product} leaves the warehouse today, addressed to the parcel shop at the station in {city}. You will get its tracking number by e-mail this evening. If the first parcel turns up after all, simply refuse it.',
      ],
      [
        'refund please',
        'The refund of {price} is on its way. It reaches a card in two to five working days, PayPal in a few minutes. I am sorry for the trouble.',
      ],
    ],
  },
  {
    intent: 'return',
    articles: ['returns', 'refunds'],
    opening: [
      'How do I return the {product} from order {order}? Never used, with all its tags.',
      'Can I send back the {product}? I only tried it at home, on the carpet.',
      'I would like to return my {product}. The label in my account gives an error 500 when I click it.',
    ],
    reply: [
      'You have 60 days from delivery. Open My orders, choose the order, then “Return”, and print the label; any solid box will do. Within the EU it costs nothing. Once the parcel has arrived we check it within three working days and refund you the same day.',
      'Yes: trying it at home is fine, as long as it shows no trace of use outdoors. You have 60 days; print the label under My orders → Return, and any solid box will do.',
      'I am sorry about the error. Tell me the order number, and my colleagues send you the label by e-mail; you have 60 days from delivery, so nothing is lost. Any solid box will do for the {product}.',
    ],
    more: [
      [
        'I threw the box away',
        'That is no problem. Any box that closes well is fine; please tape over old labels so that the scanner does not read them.',
      ],
      [
        'How long until I see the money?',
        'Three working days at most after the parcel reaches Kassel, then two to five for a card, or a few minutes for PayPal. You get an e-mail when we have refunded it.',
      ],
      [
        'Can I hand it in at the Utrecht shop?',
        'Yes, all four shops take returns of online orders, also without a box. Bring the order number.',
      ],
    ],
  },
  {
    intent: 'refund_missing',
    articles: ['refunds', 'payment-failed'],
    opening: [
      'I returned {order} {days} days ago and still have no refund of {price}. When will it come?',
      'Your e-mail says the refund for {order} was made on {day}, my bank says no. Who is right?',
    ],
    tool: 'look_up_order',
    reply: [
      'Your parcel reached Kassel on {day} and passed the check. The refund of {price} was started the same evening, reference {tracking}. With a bank transfer it should be there tomorrow.',
      'Both may be right: we sent {price} back to your card on {day}, and cards take two to five working days. If it is not on your statement a week after {day}, your bank can find it with the reference {tracking}.',
    ],
    more: [
      [
        'It was paid partly with a voucher',
        'Then the voucher’s part goes back onto the same code, and only the rest to your card. You can see what is on the code at the checkout, by entering it without ordering.',
      ],
    ],
  },
  {
    intent: 'size_advice',
    kinds: ['boots', 'shoes'],
    articles: ['sizes-boots', 'exchange'],
    opening: [
      'My foot is 26.4 cm long. Which size of the Chamois mid boots should I take?',
      'I wear 42 in running shoes, is 42 right for the Marmot trail shoes too?',
      'Between size {size} and the next one in the {product}, what would you recommend for long descents?',
    ],
    reply: [
      'For a foot of 26.4 cm add 10 mm for boots: you need an inner length of 27.4 cm, which is a 43 in the Chamois. They run half a size small, so I would take a 43.5 if you wear thick socks.',
      'The Marmot runs true to size, so your usual 42 should fit. If your running shoes are snug, take the 42.5: feet swell on long days, and you want 7 mm in front of the toes.',
      'Take the larger one and a thicker sock. On long descents the foot slides forward, and toes that touch the front are what ends a tour. If it turns out too large, the exchange is free.',
    ],
    more: [
      [
        'Do they come in wide?',
        'Yes, choose the last marked W; it is 6 mm wider at the forefoot and has the same length.',
      ],
      [
        'And if they don’t fit?',
        'Order the other size first and put the old order number into the comment: the second delivery is then free. You have 60 days, and you may wear boots indoors to try them.',
      ],
    ],
  },
  {
    intent: 'stock',
    kinds: ['boots', 'shoes', 'trousers', 'jacket', 'base layer'],
    articles: ['exchange', 'shops'],
    soldOut: true,
    opening: [
      'When will the {product} be back in size {size}?',
      '{product}, size {size}: sold out for good or only for now?',
    ],
    tool: 'check_stock',
    reply: [
      'Size {size} of the {product} is sold out online and in the shops; the next delivery is due in 12 days. If you click “Watch” on the page, you get an e-mail the hour it arrives.',
      'Only for now: the next delivery of the {product} in {size} is due in 12 days. Click “Watch” on the page, and we write as soon as it is there.',
    ],
    more: [
      [
        'Could you reserve one for me?',
        'I cannot reserve goods that have not arrived. With “Watch” you are told first; sizes that come back are rarely gone on the same day.',
      ],
    ],
  },
  {
    intent: 'stock',
    kinds: ['boots', 'shoes', 'trousers', 'jacket', 'base layer'],
    articles: ['exchange', 'shops'],
    opening: [
      '{Is} the {product} in {size} available in the {shop} shop? The website says online only.',
      'do you have the {product} in stock, i need 6 in {size} for a scout group.',
    ],
    tool: 'check_stock',
    reply: [
      'The shop in {shop} has none at the moment, but online there are {stock} of size {size}. Order for collection, and it is in {shop} on the second working day; we keep it for ten days.',
      'Yes, there are {stock} of the {product} in {size} in our warehouse. Order them together and they leave Kassel the same day if you order before 14:00.',
    ],
    more: [
      [
        'Could I send some back if they do not fit?',
        'Of course: unused goods for 60 days after delivery, free of charge within the EU. You can also hand them in at any of our four shops.',
      ],
    ],
  },
  {
    intent: 'product_question',
    articles: ['care-membranes', 'warranty'],
    opening: [
      'Is it true that the {product} {fact}?',
      'My rain jacket soaks through after two years. Is that a warranty case?',
      'Does the igniter of the Vole stove work at 3,500 metres?',
      'What {does} the {product} weigh with everything that comes with it?',
    ],
    reply: [
      'Yes: the {product} {fact}. That is measured on the model sold since spring; older ones may differ a little.',
      'Probably not, and there is an easy test: if drops no longer bead on the fabric, the finish is worn and not the membrane. Wash it with a detergent for membranes and put it into the tumble dryer for 20 minutes. If water comes through a seam after that, send it in; seams are covered.',
      'No, it fails above 3,000 m: take a lighter or matches, the burner itself does not mind the height. If you often cook up there, look at the Badger, which also works at −25 °C.',
      '{weight} g on our scales, with everything that is in the box. Worth knowing beside that: {it} {fact}.',
    ],
    more: [
      [
        'Good to know. And what about the warranty?',
        'Two years on everything, five on tents and backpacks, and zips for as long as the article lives. Wear is not covered, but our workshop repairs most things for a fixed price.',
      ],
    ],
  },
  {
    intent: 'repair',
    kinds: ['tent', 'sleeping bag', 'jacket', 'backpack'],
    articles: ['warranty', 'second-hand'],
    opening: [
      'One pole segment of my Skua 2 broke in a storm. Do I need a whole new pole?',
      'The zip of my {product} does not close any more, bought three years ago.',
      'can you patch a mat? tern, hole near the valve, size of a pea.',
    ],
    reply: [
      'No, a single segment is enough: 9 euros, and our workshop fits it in about a week. Or we send you the segment and the cord; it takes ten minutes and there is a film about it.',
      'Zips are covered for as long as the article lives. Please wash it, print the repair label under Account → Repairs, and allow ten days. Usually it is only the slider.',
      'Yes, a patch costs 15 euros. Near the valve the glue needs a flat surface, so the workshop has to look at it first; if it cannot be done you get the mat back at no cost.',
    ],
    more: [
      [
        'I am a club member',
        'Then the workshop costs you half. The price is reduced at the checkout of the repair label, you need not do anything.',
      ],
    ],
  },
  {
    intent: 'payment',
    articles: ['payment-failed', 'change-order'],
    opening: [
      'Payment declined three times but the money is reserved on my card! Order {order}',
      'Your checkout says “second factor timed out”. Is my order {order} placed or not?',
    ],
    tool: 'look_up_order',
    reply: [
      'The order {order} is open and not paid. The reservation of {price} was never taken by us; your bank releases it within seven days. You can pay for the next 60 minutes under My orders → Pay now, also by another method.',
    ],
    more: [
      ['I will try PayPal then', 'Good idea. The goods stay reserved for you while you pay.'],
      [
        'Why does my bank show it several times?',
        'Each try makes a reservation of its own. None of them was booked; all disappear by themselves within seven days.',
      ],
    ],
  },
  {
    intent: 'invoice',
    articles: ['invoices', 'change-order'],
    opening: [
      'I need the invoice for {order} made out to our company, VAT number to follow. Possible?',
      'Where do I find invoices for the last quarter? Our accountant wants all of them as PDF.',
    ],
    reply: [
      'An invoice cannot be changed once it is written, but our accounting can cancel and rewrite it. Send me the company’s name, address and VAT number; it takes about a week. If you order every month, you can also pay by one collective invoice.',
      'All of them stand under My orders: filter by date and choose “Invoices as a ZIP”. For regular orders we can also set you up with one collective invoice a month.',
    ],
    more: [
      [
        'A collective invoice would be great',
        'I have noted it. Our accounting will write to you within two working days; it applies from the first of next month on.',
      ],
    ],
  },
  {
    intent: 'order_status',
    countries: ['DE'],
    articles: ['delivery-times', 'delivery-lost'],
    opening: [
      'Guten Tag, wo bleibt meine Bestellung {order}? In der Sendungsverfolgung tut sich seit {days} Tagen nichts.',
      'Moin, kann ich die Lieferadresse von {order} noch ändern? Wir sind gerade umgezogen.',
    ],
    tool: 'look_up_order',
    reply: [
      'Guten Tag! Ihr Paket {order} liegt im Zustellzentrum bei {city} und wird voraussichtlich morgen zugestellt. Die Sendungsnummer lautet {tracking}. Bei {carrier} können Sie es auf der Seite der Sendungsverfolgung auch in einen Paketshop umleiten.',
    ],
    more: [['Super, vielen Dank!', 'Gern geschehen. Viel Freude mit dem {product}!']],
  },
  {
    intent: 'return',
    countries: ['DE'],
    articles: ['returns', 'refunds'],
    opening: [
      'Hallo, ich möchte {product} zurückschicken, Bestellung {order}. Der Karton ist leider schon im Altpapier.',
      'Kann man etwas auch in Leipzig im Laden zurückgeben, das online gekauft wurde? Es geht um {product}.',
    ],
    reply: [
      'Kein Problem, jeder feste Karton ist recht. Den Rücksendeschein finden Sie unter „Meine Bestellungen → Rückgabe“, innerhalb der EU ist er kostenlos. Nach der Prüfung, spätestens drei Werktage nach Eingang, erstatten wir den Betrag noch am selben Tag.',
      'Ja, alle vier Läden nehmen Online-Bestellungen zurück, auch ohne Karton. Bringen Sie bitte die Bestellnummer mit. Das Geld geht dann dorthin zurück, woher es kam.',
    ],
    more: [
      [
        'Und wie lange habe ich Zeit?',
        '60 Tage ab Lieferung. Anprobieren zu Hause ist in Ordnung, nur draußen getragen sollte es nicht sein.',
      ],
      ['Danke, das war schnell.', 'Dafür sind wir da. Einen schönen Tag nach {city}!'],
    ],
  },
  {
    intent: 'repair',
    countries: ['DE'],
    kinds: ['tent', 'jacket', 'backpack'],
    articles: ['warranty', 'membership'],
    opening: ['Der Reißverschluss von {product} hakt, gekauft vor drei Jahren. Lohnt sich eine Reparatur noch?'],
    reply: [
      'Auf jeden Fall: Reißverschlüsse sind bei uns abgedeckt, solange das Stück lebt. Meist ist es nur der Schieber. Bitte vorher waschen und mit dem Reparaturschein aus Ihrem Konto einschicken, nach etwa zehn Tagen ist es wieder bei Ihnen.',
    ],
    more: [
      [
        'Was kostet es, wenn es doch die Naht ist?',
        'Eine Naht unter 20 cm kostet 15 Euro, für Club-Mitglieder die Hälfte. Wir rufen an, bevor es teurer wird.',
      ],
    ],
  },
  {
    intent: 'order_status',
    countries: ['FR'],
    articles: ['delivery-times', 'delivery-lost'],
    opening: [
      'Bonjour, ma commande {order} devait arriver hier à {city}. Le suivi {carrier} ne bouge plus depuis {days} jours.',
    ],
    tool: 'look_up_order',
    reply: [
      'Bonjour ! Votre colis {order} est au dépôt {carrier} le plus proche de {city} ; la livraison est prévue demain. Le numéro de suivi est {tracking}. S’il n’est pas là cinq jours ouvrés après la date promise, nous le renvoyons ou vous remboursons, à votre choix.',
    ],
    more: [['Parfait, merci beaucoup', 'Avec plaisir. Bonne randonnée !']],
  },
  {
    intent: 'return',
    countries: ['FR'],
    articles: ['returns', 'exchange'],
    opening: [
      'Bonjour, le sac à dos est trop court pour moi. Comment faire un échange ? Commande {order}.',
      'Bonjour, je souhaite renvoyer {product} reçu hier, la couleur ne me convient pas.',
    ],
    reply: [
      'Bonjour ! Vous avez 60 jours. Imprimez l’étiquette dans « Mes commandes → Retour » : c’est gratuit depuis la France. Pour une autre taille ou couleur, commandez-la d’abord et indiquez l’ancien numéro {order} en commentaire, la seconde livraison est alors offerte.',
    ],
    more: [
      [
        'Merci, et le remboursement ?',
        'Nous contrôlons le colis sous trois jours ouvrés, puis comptez deux à cinq jours pour une carte bancaire.',
      ],
    ],
  },
  {
    intent: 'product_question',
    countries: ['JP'],
    articles: ['care-down', 'warranty'],
    opening: [
      '{product}は日本へ発送できますか？関税はかかりますか？',
      'ダウンの寝袋を自宅の洗濯機で洗っても大丈夫ですか？',
    ],
    reply: [
      'はい、日本への発送は可能で、通常7〜10営業日かかります。1万円を超えるご注文には輸入消費税がかかることがあります。',
      'ドラム式で30℃、ダウン専用洗剤をお使いください。柔軟剤は避け、テニスボール2個と一緒に低温で3〜4時間乾燥させてください。',
    ],
    more: [['ありがとうございます。助かりました。', 'どういたしまして。良い山旅を！']],
  },
  {
    intent: 'refund_missing',
    countries: ['ES'],
    articles: ['refunds', 'returns'],
    opening: ['Hola, devolví el pedido {order} hace {days} días y aún no veo los {price}. ¿Qué pasa?'],
    tool: 'look_up_order',
    reply: [
      '¡Hola! Tu devolución pasó el control y el reembolso de {price} salió ese mismo día. En una tarjeta tarda de dos a cinco días laborables; la referencia es {tracking}.',
    ],
    more: [
      [
        'Vale, espero entonces.',
        'Gracias por tu paciencia. Si dentro de una semana no está, escríbeme y lo reviso con el banco.',
      ],
    ],
  },
];

export const greetings = ['', '', '', 'Hi, ', 'Hello, ', 'hi there! ', 'Good morning. ', 'Hey, ', 'Dear team, '];
export const closings = [
  '',
  '',
  '',
  '',
  ' Thanks!',
  ' Thank you, {name}',
  ' Cheers',
  ' Best, {name}',
  ' (from {city})',
];
/** How those end who are in a hurry. */
export const pressingClosings = [' Please hurry.', ' It is urgent.', ' I need an answer today, please.'];
