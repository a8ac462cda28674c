import { useMemo } from 'react';
import { visible } from './visible.ts';

/** What the browser lays out at once. Characters. */
const piece = 4_096;

/** A text as it is, its lines wrapped: in pieces of which the browser lays out only those in sight, so that megabytes stay readable. */
export function LongText({ text, className = '' }: { text: string; className?: string }) {
  const pieces = useMemo(() => piecesOf(visible(text)), [text]);
  return (
    <div className={`whitespace-pre-wrap ${breaksOf(text)} ${className}`}>
      {pieces.map((part, i) => (
        <div
          key={i}
          dir="auto"
          className={pieces.length > 1 ? '[contain-intrinsic-size:auto_800px] [content-visibility:auto]' : ''}
        >
          {part}
        </div>
      ))}
    </div>
  );
}

/** How long words are broken: very long ones anywhere, since to look for the best place takes a browser seconds. */
export function breaksOf(text: string): string {
  return /\S{1000}/.test(text) ? 'break-all' : '[overflow-wrap:anywhere]';
}

/** Cut at line ends, where there are some. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const part = beginningOf(text.slice(at, at + piece + 1), piece);
    at += part.length;
    // The end of the last line is the piece's own.
    pieces.push(at < text.length && part.endsWith('\n') ? part.slice(0, -1) : part);
  }
  return pieces;
}

/** The beginning of a text: to the last line end in its second half, and never to the middle of a character. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const lineEnd = text.lastIndexOf('\n', length - 1);
  if (lineEnd >= length / 2) return text.slice(0, lineEnd + 1);
  const cutsCharacter = /[\ud800-\udbff]/.test(text[length - 1] ?? '');
  return text.slice(0, cutsCharacter ? length - 1 : length);
}
