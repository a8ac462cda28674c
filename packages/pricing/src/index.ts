export { REMOTE_DATA_JSON_URL as publishedListUrl } from '@pydantic/genai-prices';
export { decimalText, picodollars } from './money.ts';
export { noOwnPrices, type OwnPrices, ownPricesOf } from './own-prices.ts';
export * from './price.ts';
export { type PriceToSet, priceToSet } from './price-to-set.ts';
export { RefusedList, readPublishedList } from './published-list.ts';
export * from './stored-cost.ts';
export * from './stored-question.ts';
