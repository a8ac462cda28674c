import type { Nodes } from 'mdast';
import { type ReactNode, useMemo } from 'react';
import toElements, { type Components, type Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import type { Processor } from 'unified';
import { Code } from './code.tsx';
import { breaksOf, LongText } from './long-text.tsx';
import { Reference } from './reference.tsx';
import { shownImage } from './shown-image.ts';
import { visible } from './visible.ts';

/** What is longer is shown as it is. Characters. */
const mostRead = 16_000;
/** What is nested deeper was made to hurt. */
const deepest = 50;

/** Tags are text here: nothing of what a call says becomes HTML. Prompts are full of them, and markdown goes on between them. */
function withoutHtml(this: Processor) {
  const data = this.data() as { micromarkExtensions?: object[] };
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), { disable: { null: ['htmlFlow', 'htmlText'] } }];
}

/** Refuses what would exhaust the stack of whoever walks it. */
function bounded() {
  return (tree: Nodes) => {
    let level: Nodes[] = [tree];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > deepest) throw new RangeError('nested too deeply');
      level = level.flatMap((node) => ('children' in node ? node.children : []));
    }
  };
}

/** Whether to read it as markdown would take seconds: its readers compare each mark with each. No text of people has so many. */
function hurts(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[*_~]/g) > 1_500 || count(/\n/g) > 2_000 || /(?:\|[^|\n]*){200}/.test(text);
}

const options: Options = {
  remarkPlugins: [remarkGfm, withoutHtml, bounded],
  // Links and images are decided on below.
  urlTransform: (url) => url,
  components: {
    // Headings of a message are none of the page.
    h1: ({ children }) => <p className="mt-4 mb-2 font-semibold text-16 first:mt-0">{children}</p>,
    h2: ({ children }) => <p className="mt-4 mb-2 font-semibold text-16 first:mt-0">{children}</p>,
    h3: Heading,
    h4: Heading,
    h5: Heading,
    h6: Heading,
    p: ({ children }) => (
      <p dir="auto" className="my-2 whitespace-pre-wrap first:mt-0 last:mb-0">
        {children}
      </p>
    ),
    ul: ({ children }) => (
      <ul dir="auto" className="my-2 list-disc space-y-0.5 ps-5">
        {children}
      </ul>
    ),
    ol: ({ children, start }) => (
      <ol start={start} dir="auto" className="my-2 list-decimal space-y-0.5 ps-6">
        {children}
      </ol>
    ),
    li: ({ children }) => <li dir="auto">{children}</li>,
    blockquote: ({ children }) => (
      <blockquote dir="auto" className="my-2 border-edge border-s-2 ps-3">
        {children}
      </blockquote>
    ),
    hr: () => <hr className="my-4 border-line" />,
    input: ({ checked }) => <span>{checked ? '☑' : '☐'} </span>,
    table: ({ children }) => (
      <table className="my-2 block max-w-full overflow-x-auto border-collapse text-13 [&_td]:border [&_td]:border-line [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:border-line [&_th]:px-2 [&_th]:py-1 [&_th]:font-medium">
        {children}
      </table>
    ),
    code: ({ children }) => (
      <code className="rounded-sm bg-hover px-1 py-0.5 font-mono text-[0.92em] [overflow-wrap:anywhere]">
        {children}
      </code>
    ),
    pre: ({ node }) => {
      const [code] = node?.children ?? [];
      if (code?.type !== 'element') return null;
      const [text] = code.children;
      const [language = ''] = [code.properties.className].flat().map(String);
      return <Code text={text?.type === 'text' ? text.value : ''} language={language.replace('language-', '')} />;
    },
    a: ({ href = '', children }) => <Reference target={href}>{children}</Reference>,
    img: ({ src = '', alt = '' }) => {
      const shown = shownImage(String(src));
      if (shown) return <img src={shown} alt={alt || 'an image within the text'} className="my-2 max-h-80 rounded" />;
      return (
        <span className="rounded-sm border border-line px-1 text-13 text-quiet">
          image · <Reference target={String(src)}>{alt || 'without a name'}</Reference>
        </span>
      );
    },
  } satisfies Components,
};

function Heading({ children }: { children?: ReactNode }) {
  return <p className="mt-3 mb-1 font-semibold first:mt-0">{children}</p>;
}

/** A text as its writer meant it to look; as it is where it is very long, or nested to hurt. */
export function Markdown({ text }: { text: string }) {
  return useMemo(() => {
    const plain = <LongText text={text} />;
    if (text.length > mostRead || hurts(text)) return plain;
    try {
      return <div className={breaksOf(text)}>{toElements({ ...options, children: visible(text) })}</div>;
    } catch {
      return plain;
    }
  }, [text]);
}
