import { type BlobPart, type FilePart, readReference, type UriPart } from '@tallystick/providers/conversation';
import { File, FileAudio, Film, Image } from 'lucide-react';
import { useContext, useMemo } from 'react';
import { Reference } from '../../../components/text/reference.tsx';
import { shownImage } from '../../../components/text/shown-image.ts';
import { visible } from '../../../components/text/visible.ts';
import { bytes } from '../../../format/numbers.ts';
import { Conversing } from './context.ts';

const icons = { image: Image, audio: FileAudio, video: Film, document: File } as const;

/** An image, a sound, a document: the image itself where it came within the call, of all others what they are and where. */
export function MediaView({ part }: { part: BlobPart | UriPart | FilePart }) {
  const image = useImage(part);
  const Icon = icons[part.modality];
  const facts = [
    part.modality,
    part.name,
    part.mime_type,
    part.type === 'blob' && bytes(part.bytes),
    part.type === 'file' && `file ${part.file_id}`,
  ].filter((fact) => typeof fact === 'string');
  return (
    <figure className="max-w-full">
      {image && (
        <img src={image} alt={facts.join(', ')} className="mb-1 max-h-80 max-w-full rounded border border-line" />
      )}
      <figcaption className="flex items-center gap-1.5 text-12 text-quiet">
        <Icon size={14} aria-hidden className="shrink-0" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {visible(facts.join(' · '))}
          {part.type === 'uri' && (
            <>
              {' · '}
              <Reference target={part.uri}>{visible(part.uri.slice(0, 120))}</Reference>
            </>
          )}
        </span>
      </figcaption>
      {part.transcript !== undefined && <blockquote className="mt-1">{visible(part.transcript)}</blockquote>}
    </figure>
  );
}

/** The data URL of an image within the bodies. */
function useImage(part: BlobPart | UriPart | FilePart): string | undefined {
  const { bodies } = useContext(Conversing);
  return useMemo(() => {
    if (part.type !== 'blob' || part.modality !== 'image' || !part.at) return undefined;
    const data = readReference(bodies, part.at) ?? '';
    return shownImage(data.startsWith('data:') ? data : `data:${part.mime_type ?? ''};base64,${data}`);
  }, [part, bodies]);
}
