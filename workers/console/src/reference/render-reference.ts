import { html, raw } from 'hono/html';
import { howToAsk } from './how-to-ask.ts';
import type { OpenApi, Operation, Schema } from './open-api.ts';
import { prose } from './prose.ts';
import { referenceStyle } from './reference-style.ts';
import { typeOf } from './type-of.ts';

type Html = ReturnType<typeof html>;

/**
 * The reference of an API as one page that needs no script: how to ask, each route with what it takes and answers, and the named shapes.
 *
 * @param origin where the API is
 * @param now of the examples, Unix ms
 */
export function renderReference({ info, paths, components }: OpenApi, origin: string, now: number): Html {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const schemas = Object.entries(components.schemas).toSorted(([a], [b]) => a.localeCompare(b));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${info.title} API</title>
        <style>${raw(referenceStyle)}</style>
      </head>
      <body>
        <h1>${info.title} API</h1>
        <p>
          Version ${info.version}. Send a key as <code>Authorization: Bearer …</code>; bodies are JSON. The same as
          <a href="/openapi.json">OpenAPI 3.1</a>.
        </p>
        ${howToAsk(origin, now)}
        <h2>Routes</h2>
        <ul>
          ${routes.map(({ path, method, operation }) => html`<li><a href="#${operation.operationId}">${method} ${path}</a></li> `)}
        </ul>
        ${routes.map(({ path, method, operation }) => renderRoute(method, path, operation))}
        <h2>Shapes</h2>
        ${schemas.map(([name, schema]) => html`<h3 id="${name}">${name}</h3>${renderSchema(schema)}`)}
      </body>
    </html>`;
}

function renderRoute(method: string, path: string, operation: Operation): Html {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return html`<h3 id="${operation.operationId}">${method} ${path}</h3>
    <p>${prose(operation.summary)} <span class="quiet">${operation.description === '' ? 'without a key' : operation.description}</span></p>
    ${
      operation.parameters.length === 0
        ? ''
        : html`<table>
          ${operation.parameters.map((parameter) => renderRow(parameter.name, parameter.schema, parameter.required, `in the ${parameter.in}`))}
        </table>`
    }
    ${body ? html`<p class="quiet">Takes</p>${renderSchema(body)}` : ''}
    ${Object.entries(operation.responses)
      .filter(([status]) => status.startsWith('2'))
      .map(
        ([status, { description, content = {} }]) =>
          html`<p class="quiet">Answers ${status}: ${prose(description)}</p>
            ${Object.values(content).map(({ schema }) => renderSchema(schema))}`,
      )}`;
}

function renderSchema(schema: Schema): Html {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices?.some(({ properties }) => properties)) {
    return html`${schema.description ? html`<p>${prose(schema.description)}</p>` : ''}
      ${choices.map((choice) => html`<p class="quiet">${choice.title ?? typeOf(choice)}</p>${choice.properties ? renderSchema(choice) : ''}`)}`;
  }
  if (!schema.properties)
    return html`<p>${typeOf(schema)}${schema.description ? html`: ${prose(schema.description)}` : ''}</p>`;
  return html`${schema.description ? html`<p>${prose(schema.description)}</p>` : ''}
    <table>
      ${rowsOf(schema, '')}
    </table>`;
}

/** A row for each field, and for those of objects without a name of their own. */
function rowsOf({ properties = {}, required = [] }: Schema, within: string): Html[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const inner = field.items?.properties ? field.items : field;
    const path = `${within}${name}`;
    return [
      renderRow(path, field, required.includes(name), ''),
      ...(inner.properties ? rowsOf(inner, `${path}${field.items ? '[]' : ''}.`) : []),
    ];
  });
}

function renderRow(name: string, schema: Schema, isRequired: boolean, where: string): Html {
  const standard = schema.default === undefined ? '' : `by default ${JSON.stringify(schema.default)}`;
  const said = [where, schema.description ?? '', standard.length > 120 ? '' : standard].filter((text) => text !== '');
  return html`<tr>
    <td>${name}</td>
    <td>${typeOf(schema)}${isRequired ? '' : html` <span class="quiet">optional</span>`}</td>
    <td>${prose(said.join('; '))}</td>
  </tr>`;
}
