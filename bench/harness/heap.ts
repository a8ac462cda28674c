import { setTimeout as sleep } from 'node:timers/promises';

interface HeapUsage {
  usedSize: number;
  backingStorageSize: number;
}

/**
 * Asks the inspector of a running Worker again and again how large its heap is, with the buffers that hang on it.
 *
 * @param port of the inspector
 * @returns ends the watch, and answers the peak in bytes, as far as the samples, one every 10 ms or so, show it
 */
export async function watchHeap(port: number): Promise<() => Promise<number>> {
  const targets = await fetch(`http://127.0.0.1:${port}/json`);
  const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[];
  if (!target) throw new Error('the inspector knows no Worker');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the inspector cannot be reached')), { once: true });
  });
  let watching = true;
  let peak = 0;
  const watch = async () => {
    for (let id = 1; watching; id++) {
      const answered = new Promise<MessageEvent>((resolve) =>
        socket.addEventListener('message', resolve, { once: true }),
      );
      socket.send(JSON.stringify({ id, method: 'Runtime.getHeapUsage' }));
      const { result }: { result?: HeapUsage } = JSON.parse(String((await answered).data));
      if (result) peak = Math.max(peak, result.usedSize + result.backingStorageSize);
      await sleep(10);
    }
    socket.close();
    return peak;
  };
  const watched = watch();
  return () => {
    watching = false;
    return watched;
  };
}
