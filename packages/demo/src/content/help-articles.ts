/** The help centre of the made-up shop, which its support assistant quotes from. */
export interface Article {
  id: string;
  title: string;
  text: string;
}

export const articles: readonly Article[] = [
  a(
    'delivery-times',
    'How long does delivery take?',
    'Orders placed before 14:00 on a working day leave our warehouse in Kassel the same day. Within Germany a parcel takes one to two working days, to France, the Netherlands and Austria two to three, to Spain and the United Kingdom three to five. Tents, snowshoes and other long parcels go by freight and take two days more. You get an e-mail with the tracking number when the carrier has scanned the parcel; until then the tracking page may say that the number is unknown.',
  ),
  a(
    'delivery-lost',
    'My parcel is late or lost',
    'A parcel counts as late five working days after the day we promised. Please ask your neighbours and look for a card first. After that we open an investigation with the carrier, which takes up to eight working days. You do not have to wait for its end: from the fifth day on we send the goods again or refund them, whichever you like. Parcels that were left with a neighbour are delivered in the sense of our terms.',
  ),
  a(
    'returns',
    'Sending something back',
    'You may return unused goods for 60 days after delivery. Print the label from your account under My orders, put the goods into any solid box and hand it in. Returns are free within the EU; from the United Kingdom and Switzerland they cost 9 euros. Tents may be pitched once at home, boots may be worn indoors. We cannot take back opened gas cartridges, underwear and articles that we made to measure.',
  ),
  a(
    'refunds',
    'When do I get my money back?',
    'We check a return within three working days of its arrival and refund it the same day, to where the payment came from. Cards take two to five working days after that, PayPal a few minutes, bank transfers one day. Vouchers come back as a voucher. If only a part of an order is returned, a discount that depended on the value of the whole order is taken off in proportion.',
  ),
  a(
    'exchange',
    'Another size or colour',
    'An exchange is a return and a new order, so that the size you want is not sold while your parcel travels. Order the new size first and write the old order number into the comment: delivery of the second parcel is then free. If an article has become more expensive in between, you pay the old price. Sizes that are sold out can be watched; we write when one comes back.',
  ),
  a(
    'warranty',
    'Warranty and repairs',
    'All articles have a warranty of two years, tents and backpacks of five, zips for as long as the article lives. Wear is not covered: worn soles, abraded mats, delaminated membranes after six years. Our workshop in Kassel repairs most things for a fixed price: a zip slider 12 euros, a pole segment 9 euros, a patch on a mat 15 euros. Please wash the article first; we send unwashed ones back.',
  ),
  a(
    'invoices',
    'Invoices and company accounts',
    'An invoice as a PDF stands in your account under My orders as soon as the parcel has left. To have it made out to a company, enter the VAT number before you order: it cannot be changed afterwards, only cancelled and written again by our accounting, which takes a week. Customers outside of the EU are sent a commercial invoice with the parcel. Companies that order every month may pay by collective invoice.',
  ),
  a(
    'payment-failed',
    'My payment was declined',
    'Most declined payments are stopped by the bank because the second factor was not confirmed in time. The order stays open for 60 minutes: open it in your account and choose Pay now. A reservation that shows on your statement although the payment failed disappears within seven days; we never received that money. We take cards, PayPal, bank transfer, Klarna within the EU and TWINT in Switzerland.',
  ),
  a(
    'change-order',
    'Changing or cancelling an order',
    'Until the warehouse starts to pack, you can change the address or cancel in your account. When the status says Packing, nobody can stop the parcel any more: refuse it at the door or send it back, free of charge. The delivery address can be changed with most carriers on their tracking page. Articles cannot be added to an order; place a second one and write to us, we refund one of the two shipping fees.',
  ),
  a(
    'sizes-boots',
    'Which size in boots and shoes?',
    'Measure your foot in the evening, standing, from the heel to the longest toe, and add 10 mm for boots and 7 mm for trail shoes. Our size table gives the inner length. Chamois boots run half a size small, Marmot shoes run true to size. For a wide forefoot choose the last marked W. If you are between two sizes, take the larger one and a thicker sock: feet swell on long descents.',
  ),
  a(
    'sizes-backpacks',
    'Which back length in backpacks?',
    'Bend your head forward and feel for the vertebra that stands out most; that is the upper end. The lower end is the line between your hip bones. The distance is your back length. The hip belt should sit on the bones, not above them, and carry about two thirds of the weight. The adjustable models cover 44 to 54 cm; below that choose the short version of the Kestrel 45.',
  ),
  a(
    'care-down',
    'Washing down',
    'Wash down bags and jackets once a year at most, in a front-loading machine at 30 degrees with down soap and without softener. Then tumble-dry them at low heat with two tennis balls until no lump is left, which takes three to four hours. Down that dries slowly smells and loses loft for good. Do not store a sleeping bag compressed: hang it up or use the large cotton sack.',
  ),
  a(
    'care-membranes',
    'My rain jacket lets water through',
    'When water no longer beads, the outer fabric soaks and the jacket feels wet from inside although the membrane is tight. Wash it at 30 degrees with a detergent for membranes, rinse twice and put it into the tumble dryer for 20 minutes at low heat, which revives the finish. If that does not help, spray a new finish without PFAS on the wet jacket. Leaks at seams fall under the warranty.',
  ),
  a(
    'stoves-flights',
    'Stoves and cartridges on a flight',
    'Gas cartridges and fuel bottles with contents are forbidden in hand luggage and in the hold. A burner without fuel is allowed by most airlines if it is clean and does not smell; a multi-fuel stove must be emptied, aired for a day and packed in a bag. Some airlines refuse fuel bottles that were ever used. Ask the airline in writing and carry the answer with you.',
  ),
  a(
    'filters-frost',
    'Water filters and frost',
    'A hollow-fibre filter that has been wet must not freeze: ice tears the fibres, and nobody can see it. In the cold carry it inside your jacket and at night in the sleeping bag. To test one, blow through the wet filter from the clean side: if air comes, it is broken. Backflush it after each trip and let it dry for two days. Filters do not hold viruses back; boil the water where that matters.',
  ),
  a(
    'vouchers',
    'Vouchers and discount codes',
    'One code per order. A voucher can be combined with a code, a code not with another. Codes do not apply to books, gas and already reduced articles marked with a dot. A voucher is valid for three years from the end of the year of its purchase, and what is left of it stays on the code. If a code is refused although it should count, the basket is usually below its minimum value.',
  ),
  a(
    'membership',
    'Larkspur Club',
    'Members get 5 percent back on everything as points, free express delivery from 80 euros, and the repair workshop at half price. Membership costs 24 euros a year and ends by itself unless it is renewed. Points are credited when the time for returns is over and can be used from 5 euros on. Company accounts cannot be members. Members may borrow tents and snowshoes for a weekend in our four shops.',
  ),
  a(
    'privacy',
    'Seeing and deleting my data',
    'Under Account, Privacy you can download everything that we have stored about you as one file, which takes up to an hour to make. Deleting the account removes addresses, wish lists and measurements at once; invoices have to be kept for ten years by law and are locked until then. The chat assistant keeps conversations for 90 days. Its answers are not used to train models.',
  ),
  a(
    'shops',
    'Shops and click and collect',
    'Our shops are in Hamburg, Leipzig, Freiburg and Utrecht, open from 10 to 19 o’clock on working days and until 18 o’clock on Saturdays. Orders for collection are ready after two hours when the shop has the goods, else on the second working day; we keep them for ten days. Bring the code from the e-mail. All shops take returns of online orders, also without a box.',
  ),
  a(
    'second-hand',
    'Second hand and trade-in',
    'We buy back our own tents, backpacks, down bags and jackets that are not older than eight years. Send photographs through the form, you get an offer within two days, valid for two weeks. The money comes as a voucher and is 20 percent higher than as a transfer. What we cannot sell any more is taken apart for spare parts in the workshop. Boots and mats are excluded for hygiene.',
  ),
];

function a(id: string, title: string, text: string): Article {
  return { id, title, text };
}

/** @throws RangeError for an id that there is no article of */
export function articleById(id: string): Article {
  const article = articles.find((one) => one.id === id);
  if (!article) throw new RangeError(`the help centre has no article ${id}`);
  return article;
}
