import { parseObject, type ToolDefinition } from '@tallystick/providers';
import type { Countable } from './countable.ts';

/** What the parts of a definition take beside their texts. */
const framings = { end: 12, properties: 3, property: 3, enumeration: -3, enumerated: 3 };

/** Schemas within schemas are looked into this deep. */
const deepest = 16;

type Schema = Readonly<Record<string, unknown>>;

/**
 * Adds a function as it is told to the model that is offered it: its name and description, and each property of its arguments with type,
 * description and allowed values. The rule is OpenAI's; schemas within schemas, of which it does not speak, are counted like the first.
 * https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken
 *
 * @param start what each function takes to begin with
 */
export function addFunction(
  { type, name, description = '', parameters = '' }: ToolDefinition,
  start: number,
  to: Countable,
) {
  to.framing += start + framings.end;
  to.texts.push(`${name}:${withoutDot(description)}`);
  const schema = type === 'function' ? parseObject(parameters) : undefined;
  // Other texts, such as a grammar, stand for themselves.
  if (schema === undefined) to.texts.push(parameters);
  else addProperties(schema, to, 0);
}

function addProperties(schema: Schema, to: Countable, depth: number): void {
  if (depth > deepest) return;
  const properties = Object.entries(object(schema.properties));
  if (properties.length > 0) to.framing += framings.properties;
  for (const [name, value] of properties) {
    const property = object(value);
    to.framing += framings.property;
    to.texts.push(`${name}:${text(property.type)}:${withoutDot(text(property.description))}`);
    if (Array.isArray(property.enum)) {
      to.framing += framings.enumeration + framings.enumerated * property.enum.length;
      for (const allowed of property.enum) to.texts.push(text(allowed));
    }
    addProperties(property, to, depth + 1);
  }
  const { items, anyOf, oneOf, allOf, $defs } = schema;
  const within = [items, anyOf, oneOf, allOf, Object.values(object($defs))].flat();
  for (const inner of within) if (inner !== undefined) addProperties(object(inner), to, depth + 1);
}

function object(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Nested deeper than can be written: no type and no description.
    return '';
  }
}

function withoutDot(description: string): string {
  return description.endsWith('.') ? description.slice(0, -1) : description;
}
