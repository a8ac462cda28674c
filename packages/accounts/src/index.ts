export * from './accounts-error.ts';
export * from './database.ts';
export * from './deletions.ts';
export * from './keys.ts';
export * from './look-up.ts';
export * from './organisations.ts';
export * from './schema.ts';
