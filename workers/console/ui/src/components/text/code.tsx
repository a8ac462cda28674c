import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import { useMemo } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { CopyButton } from '../copy-button.tsx';
import './code.css';
import { LongText } from './long-text.tsx';
import { visible } from './visible.ts';

const lowlight = createLowlight({
  ...{ bash, css, diff, go, java, json, markdown, python, rust, sql, typescript, xml, yaml },
});
lowlight.registerAlias({ typescript: ['javascript', 'js', 'jsx'] });

/** What is longer stands in one colour. Characters. */
const mostHighlighted = 30_000;

/** Code in its colours, where its language is known here. @param bare without the box and the button to copy it */
export function Code({ text, language = '', bare = false }: { text: string; language?: string; bare?: boolean }) {
  const highlighted = useMemo(() => {
    if (text.length > mostHighlighted || !lowlight.registered(language)) return undefined;
    return toJsxRuntime(lowlight.highlight(language, visible(text)), { Fragment, jsx, jsxs });
  }, [text, language]);
  const content = highlighted ? (
    <pre dir="ltr" className="whitespace-pre-wrap font-mono text-12 [overflow-wrap:anywhere]">
      <code>{highlighted}</code>
    </pre>
  ) : (
    <LongText text={text} className="font-mono text-12" />
  );
  if (bare) return content;
  return (
    <div className="group relative my-2 rounded border border-line bg-raised px-3 py-2">
      {content}
      <CopyButton
        look="bare"
        text={text}
        className="!h-6 !px-1.5 absolute top-1 right-1 bg-raised opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
      >
        Copy
      </CopyButton>
    </div>
  );
}
