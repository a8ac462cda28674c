import { type ReactNode, useId, useRef, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

/**
 * A button that opens a panel below itself, or above where there is no room: the browser's own popover, which closes at Escape and at a click elsewhere.
 * What is in the panel is there while it is open.
 *
 * @param children of the panel; given what closes it
 */
export function Popover({
  label,
  children,
  align = 'left',
  panel = '',
  ...button
}: Omit<ButtonProps, 'children' | 'popoverTarget'> & {
  label: ReactNode;
  children: (close: () => void) => ReactNode;
  align?: 'left' | 'right';
  panel?: string;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const name = `--popover-${id.replaceAll(/[^a-zA-Z0-9]/g, '')}`;
  return (
    <>
      <Button {...button} popoverTarget={id} style={{ anchorName: name }}>
        {label}
      </Button>
      <div
        ref={box}
        id={id}
        popover="auto"
        onBeforeToggle={(event) => setOpen(event.newState === 'open')}
        style={{
          positionAnchor: name,
          positionArea: align === 'left' ? 'bottom span-right' : 'bottom span-left',
          positionTryFallbacks: 'flip-block',
        }}
        className={`popover m-0 mt-1 max-h-[70dvh] max-w-[calc(100vw-1rem)] overflow-auto rounded-md border border-line bg-raised p-1 text-ink shadow-lg ${panel}`}
      >
        {open && children(() => box.current?.hidePopover())}
      </div>
    </>
  );
}

/** A line of a menu. */
export function MenuItem({ className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`flex w-full items-center gap-2 whitespace-nowrap rounded px-2.5 py-1.5 text-left text-13 hover:bg-hover aria-[current=true]:font-medium aria-[current=true]:text-accent ${className}`}
      {...rest}
    />
  );
}
