export * from './call.ts';
export * from './frame.ts';
export * from './headers.ts';
export * from './ids.ts';
export * from './keys.ts';
export * from './row.ts';
export * from './usage.ts';
