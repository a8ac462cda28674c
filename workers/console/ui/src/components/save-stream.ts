/** Of the File System Access API, which TypeScript's library has not: https://wicg.github.io/file-system-access/ */
interface Picking {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
}

const { showSaveFilePicker: pick } = window as Picking;

/** Whether a file is written as it comes, or kept in memory until it is whole. */
export const canStreamToDisk = pick !== undefined;

/** Bytes. */
export const mostInMemory = 500_000_000;

/**
 * Saves what comes under a name that the reader may change. Only a whole file takes the place of one that is there.
 *
 * @param open begins it; called once the reader has chosen where
 * @param onProgress told of the bytes so far
 * @returns bytes; undefined when the reader did not choose a place
 * @throws what reading throws; where the signal is aborted
 */
export async function saveStream(
  name: string,
  open: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<number | undefined> {
  let total = 0;
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      total += chunk.byteLength;
      if (!pick && total > mostInMemory) throw new RangeError('The file is too large for the memory of this browser.');
      onProgress(total);
      controller.enqueue(chunk);
    },
  });
  if (pick) {
    const handle = await pick.call(window, { suggestedName: name }).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') return undefined;
      throw error;
    });
    if (!handle) return undefined;
    onProgress(0);
    await (await open()).pipeThrough(counting).pipeTo(await handle.createWritable(), { signal });
    return total;
  }
  onProgress(0);
  const blob = await new Response((await open()).pipeThrough(counting, { signal })).blob();
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The browser takes hold of it on its own time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return total;
}
