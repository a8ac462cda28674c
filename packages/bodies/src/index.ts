export * from './body-text.ts';
export * from './content-encoding.ts';
export * from './limits.ts';
