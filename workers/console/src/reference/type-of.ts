import { html } from 'hono/html';
import type { Schema } from './open-api.ts';

type Html = ReturnType<typeof html>;

/** A schema in a few words, with links to those that have a name: `text`, `list of Filter`, `one of asc, desc`. */
export function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref);
    return html`<a href="#${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (schema.enum) return html`one of ${schema.enum.map(String).join(', ')}`;
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices)
    return html`${choices.map((choice, i) => html`${i > 0 ? ' or ' : ''}${choice.title ?? typeOf(choice)}`)}`;
  const types = [schema.type ?? 'any'].flat();
  return html`${types.map((type, i) => html`${i > 0 ? ' or ' : ''}${plainType(type, schema)}`)}${bounds(schema)}`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function plainType(type: string, { items, additionalProperties, format }: Schema): Html {
  if (type === 'array') return items ? html`list of ${typeOf(items)}` : html`list`;
  if (type === 'object' && typeof additionalProperties === 'object')
    return html`map to ${typeOf(additionalProperties)}`;
  if (type === 'string') return html`${format === 'date-time' ? 'time' : (format ?? 'text')}`;
  return html`${type}`;
}

function bounds({ minimum, maximum, maxLength, minItems, maxItems }: Schema): string {
  const least = minimum ?? minItems;
  // Whole numbers have the bounds of JavaScript's where they have no own.
  const most = [maximum ?? maxItems].find((bound) => bound !== undefined && bound < Number.MAX_SAFE_INTEGER);
  const length = maxLength === undefined ? '' : `, up to ${maxLength} characters`;
  if (least !== undefined && least > Number.MIN_SAFE_INTEGER && most !== undefined)
    return `, ${least} to ${most}${length}`;
  if (most !== undefined) return `, at most ${most}${length}`;
  return length;
}
