import type { ComponentProps } from 'react';
import { CopyButton } from './copy-button.tsx';

/** A line of a menu that copies; the menu stays, since the line says whether it did. */
export function CopyItem(props: ComponentProps<typeof CopyButton>) {
  return <CopyButton look="bare" className="w-full !justify-start !gap-2 !text-ink" {...props} />;
}
