import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';

const look =
  'w-full rounded border border-edge bg-raised px-2.5 text-13 placeholder:text-quiet aria-invalid:border-bad';

/** A part of a form under its name. */
export function Field({
  name,
  note,
  className = '',
  children,
}: {
  name: string;
  note?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={`min-w-0 text-13 ${className}`}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the children are the control */}
      <label className="block">
        <span className="mb-1 block text-quiet">{name}</span>
        {children}
      </label>
      {note !== undefined && <p className="mt-1 text-12 text-quiet">{note}</p>}
    </div>
  );
}

export function TextInput({ className = '', ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input type="text" autoComplete="off" className={`h-8 ${look} ${className}`} {...rest} />;
}

export function TextArea({ className = '', ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea autoComplete="off" spellCheck={false} className={`py-1.5 ${look} ${className}`} {...rest} />;
}

export function Choices({ className = '', ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select className={`h-8 ${look} !px-1.5 ${className}`} {...rest} />;
}
