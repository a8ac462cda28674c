import { z } from 'zod';

/** The parts of OpenAPI 3.1 that the reference shows (https://spec.openapis.org/oas/v3.1.0). */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  format?: string;
  pattern?: string;
}

const schema = z.custom<Schema>();
const content = z.record(z.string(), z.looseObject({ schema })).optional();
const described = z.looseObject({ description: z.string(), content });

const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string().default(''),
  description: z.string().default(''),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema }))
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), described),
});
export type Operation = z.infer<typeof operationSchema>;

export const openApiSchema = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string() }),
  components: z.looseObject({ schemas: z.record(z.string(), schema).default({}) }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});
export type OpenApi = z.infer<typeof openApiSchema>;
