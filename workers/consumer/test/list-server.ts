import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Publishes whatever a test `PUT`s here, as a price list is published. `/slow` gives a beginning of it and never its end, `/endless` more
 * than anybody wants. Runs in Node, beside the Worker under test.
 */
export async function startListServer(): Promise<{ url: string; server: Server }> {
  let list = '[]';
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.method === 'PUT') {
      list = '';
      for await (const part of incoming) list += part;
      return void outgoing.end();
    }
    if (incoming.url === '/slow') return void outgoing.write(list.slice(0, 100));
    if (incoming.url === '/away') return void outgoing.writeHead(503).end('not now');
    if (incoming.url !== '/endless') return void outgoing.end(list);
    const more = () => {
      while (!outgoing.destroyed && outgoing.write(' '.repeat(65_536)));
    };
    outgoing.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
