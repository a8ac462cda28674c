import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

/** A text with its parts in backticks as code, and those that lead to a part of this page, `/docs#filters`, as links. */
export function prose(text: string): Html {
  return html`${text.split(/(`[^`]+`|\/docs#\w+)/).map((part) => {
    if (part.startsWith('`') && part.length > 1) return html`<code>${part.slice(1, -1)}</code>`;
    return part.startsWith('/docs#') ? html`<a href="${part.slice('/docs'.length)}">${part}</a>` : part;
  })}`;
}
