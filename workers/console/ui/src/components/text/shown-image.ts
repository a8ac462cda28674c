/** Pictures that are shown: of pixels, within the page itself. Nothing is fetched for a message, and no picture is a document. */
const pixels = /^data:image\/(?:png|jpe?g|gif|webp|avif);base64,/i;

/** A data URL that may be shown; undefined for any other URL. */
export function shownImage(url: string): string | undefined {
  return pixels.test(url) ? url : undefined;
}
