import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

/** Puts a text on the clipboard, and says for a moment that it did. */
export function CopyButton({
  text,
  children,
  ...rest
}: Omit<ButtonProps, 'onClick'> & { text: string | (() => string | Promise<string>) }) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setState('copied');
    } catch {
      setState('refused');
    }
    setTimeout(() => setState('ready'), 1_500);
  };
  return (
    <Button {...rest} onClick={copy}>
      {state === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      <span aria-live="polite">
        {state === 'copied' ? 'Copied' : state === 'refused' ? 'The browser does not allow it' : children}
      </span>
    </Button>
  );
}
