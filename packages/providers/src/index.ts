export * from './formats.ts';
export * from './read-call.ts';
export * from './read-conversation.ts';
export * from './reading/captured-body.ts';
export { parseObject } from './reading/fields.ts';
export * from './registry.ts';
export * from './wire-format.ts';
