export { noOwnPrices, type OwnPrices, ownPricesOf } from './own-prices.ts';
export * from './price.ts';
