import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';

/** The browser's own dialog, open as long as it is there. */
export function Dialog({
  title,
  onClose,
  children,
  className = 'w-[26rem]',
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  className?: string;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = box;
    if (!current?.open) current?.showModal();
    // The browser would choose what closes it.
    current?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => current?.close();
  }, []);
  return (
    <dialog
      ref={box}
      aria-labelledby={id}
      className={`m-auto max-h-[85dvh] max-w-[calc(100vw-2rem)] overflow-auto rounded-md border border-line bg-raised p-4 text-ink shadow-lg ${className}`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="mb-3 flex items-center justify-between gap-3">
        <h2 id={id} className="font-semibold text-16">
          {title}
        </h2>
        <Button look="bare" className="!px-1.5" aria-label="Close" onClick={onClose}>
          <X size={16} aria-hidden />
        </Button>
      </header>
      {children}
    </dialog>
  );
}
