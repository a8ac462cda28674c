import type { ButtonHTMLAttributes } from 'react';

const looks = {
  plain: 'border border-line bg-raised hover:bg-hover',
  strong: 'border border-transparent bg-accent text-on-accent hover:opacity-90',
  bare: 'border border-transparent text-quiet hover:bg-hover hover:text-ink',
  danger: 'border border-line bg-raised text-bad hover:bg-bad-soft',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof looks;
}

/** The classes of what looks like a button: a link, where a click leads to another page. */
export function buttonLook(look: keyof typeof looks = 'plain'): string {
  return `inline-flex h-8 items-center justify-center gap-1.5 whitespace-nowrap rounded px-2.5 text-13 transition-colors duration-150 disabled:opacity-50 ${looks[look]}`;
}

export function Button({ look, className = '', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonLook(look)} ${className}`} {...rest} />;
}
