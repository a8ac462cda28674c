type Schema = Record<string, unknown>;

/** Values nest at most this deep where a schema leaves the choice: a recursive schema must end somewhere. */
const deepest = 6;

const words = ['harbour', 'maple', 'copper', 'lantern', 'meadow', 'granite', 'velvet', 'comet', 'willow', 'ember'];

/**
 * A value that satisfies a JSON Schema, as far as the schemas go that providers accept for structured output and tools:
 * types, enum, const, anyOf, oneOf, allOf, $ref, properties, items, the limits of numbers, strings and arrays, common formats.
 *
 * @param seed varies the value; the same seed gives the same value
 */
export function schemaValue(schema: unknown, seed: number): unknown {
  const root = asSchema(schema);
  let step = seed;
  return value(root, 0);

  function value(given: Schema, depth: number): unknown {
    const current = resolve(given);
    step++;
    if ('const' in current) return current.const;
    if (Array.isArray(current.enum)) return current.enum[step % current.enum.length];
    const choices = current.anyOf ?? current.oneOf;
    if (Array.isArray(choices)) return value(choose(choices.map(asSchema), depth), depth);
    const types = Array.isArray(current.type) ? current.type : [current.type ?? impliedType(current)];
    const type = depth >= deepest && types.includes('null') ? 'null' : types[0];
    if (type === 'object') return objectValue(current, depth);
    if (type === 'array') return arrayValue(current, depth);
    if (type === 'integer' || type === 'number') return numberValue(current);
    if (type === 'boolean') return step % 2 === 0;
    if (type === 'null') return null;
    return stringValue(current, step);
  }

  function resolve(given: Schema): Schema {
    if (typeof given.$ref === 'string') {
      let target: unknown = root;
      for (const key of given.$ref.split('/').slice(1))
        target = asSchema(target)[key.replace('~1', '/').replace('~0', '~')];
      return resolve({ ...asSchema(target), ...without(given, '$ref') });
    }
    if (!Array.isArray(given.allOf)) return given;
    const merged = { ...without(given, 'allOf') };
    for (const part of given.allOf.map((one) => resolve(asSchema(one)))) {
      merged.properties = { ...asSchema(merged.properties), ...asSchema(part.properties) };
      for (const [key, rule] of Object.entries(part)) if (key !== 'properties') merged[key] ??= rule;
    }
    return merged;
  }

  /** Near the depth limit, the branch that ends: null, or whatever does not nest. */
  function choose(choices: Schema[], depth: number): Schema {
    const flat = choices.find((choice) => !('$ref' in choice || choice.type === 'object' || choice.type === 'array'));
    return (depth >= deepest ? flat : undefined) ?? choices[0] ?? {};
  }

  function objectValue(current: Schema, depth: number): Schema {
    const required = Array.isArray(current.required) ? current.required : [];
    const properties = Object.entries(asSchema(current.properties));
    const kept = depth >= deepest ? properties.filter(([name]) => required.includes(name)) : properties;
    return Object.fromEntries(kept.map(([name, inner]) => [name, value(asSchema(inner), depth + 1)]));
  }

  function arrayValue(current: Schema, depth: number): unknown[] {
    const wanted = depth >= deepest ? 0 : Math.min(numeric(current.maxItems, 2), 2);
    const length = Math.max(numeric(current.minItems, 0), wanted);
    return Array.from({ length }, () => value(asSchema(current.items), depth + 1));
  }

  function numberValue(current: Schema): number {
    const unit = numeric(current.multipleOf, 1);
    const low = numeric(current.minimum, numeric(current.exclusiveMinimum, -unit) + unit);
    const high = numeric(current.maximum, numeric(current.exclusiveMaximum, low + 100 * unit) - unit);
    const first = Math.ceil(low / unit);
    const room = Math.max(Math.floor(high / unit) - first, 0);
    const chosen = (first + (step % (room + 1))) * unit;
    return chosen >= low && chosen <= Math.max(high, low) ? chosen : low;
  }
}

function stringValue(schema: Schema, step: number): string {
  const word = words[step % words.length] ?? 'word';
  const formats: Record<string, string> = {
    'date-time': '2026-03-14T09:26:53Z',
    date: '2026-03-14',
    time: '09:26:53Z',
    duration: 'P3DT4H',
    email: `${word}@example.com`,
    hostname: `${word}.example.com`,
    ipv4: '192.0.2.17',
    ipv6: '2001:db8::17',
    uuid: `6f1c2a9e-7b3d-4c58-9a41-${String(step % 1e12).padStart(12, '0')}`,
    uri: `https://example.com/${word}`,
  };
  const text = formats[String(schema.format)] ?? word;
  return text.padEnd(numeric(schema.minLength, 0), text).slice(0, numeric(schema.maxLength, text.length + 1000));
}

function impliedType(schema: Schema): string {
  if ('properties' in schema) return 'object';
  return 'items' in schema ? 'array' : 'string';
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function without(schema: Schema, key: string): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));
}

function numeric(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
