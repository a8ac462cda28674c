import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

/** How long a button asks again before it is itself. ms */
const patience = 5_000;

/**
 * A button for what cannot be undone: the first click asks, the second does it.
 *
 * @param sure what the second click says
 */
export function ConfirmButton({
  sure,
  onConfirm,
  children,
  ...rest
}: Omit<ButtonProps, 'onClick'> & { sure: string; onConfirm: () => void }) {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), patience);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <Button
      look="danger"
      {...rest}
      onClick={() => {
        setAsked(!asked);
        if (asked) onConfirm();
      }}
      onBlur={() => setAsked(false)}
    >
      <span aria-live="polite">{asked ? sure : children}</span>
    </Button>
  );
}
