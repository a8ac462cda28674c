import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/**
 * What the proxy does to an insert: passes it on; closes the connection; never answers; answers 500; passes it on and then
 * closes the connection without the answer; passes it on, answering after half a second; passes it on as one that may touch a
 * single partition; answers as ClickHouse does to rows that it cannot take.
 */
type ProxyMode = 'pass' | 'refuse' | 'hang' | 'error' | 'cut' | 'slow' | 'one-partition' | 'bad-data';

/**
 * Stands in front of a real ClickHouse and fails as it is told: `PUT /mode` with a mode and, after a space, the table, or
 * any text in an insert, that it is for ('' for all). `GET /inserts` tells how many inserts into `requests` were confirmed since. Runs in Node, beside the Worker under test.
 */
export async function startFailingProxy(target: string): Promise<{ url: string; server: Server }> {
  let mode: ProxyMode = 'pass';
  let table = '';
  let inserts = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/mode') {
      collect(incoming).then((body) => {
        const [nextMode, nextTable] = body.toString().split(' ');
        mode = nextMode as ProxyMode;
        table = nextTable ?? '';
        inserts = 0;
        outgoing.end();
      }, noConnection(outgoing));
      return;
    }
    if (incoming.url === '/inserts') return void outgoing.end(String(inserts));
    collect(incoming).then((body) => {
      const rows = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const concerned = decodeURIComponent(incoming.url ?? '').includes(table) || rows.includes(table);
      const now = concerned ? mode : 'pass';
      if (now === 'refuse') return void incoming.socket.destroy();
      if (now === 'hang') return;
      if (now === 'error') return void outgoing.writeHead(500).end('Code: 241. DB::Exception: Memory limit exceeded');
      if (now === 'bad-data') {
        return void outgoing.writeHead(400, { 'x-clickhouse-exception-code': '117' }).end('Code: 117. DB::Exception');
      }
      const url = new URL(incoming.url ?? '/', target);
      if (now === 'one-partition') url.searchParams.set('max_partitions_per_insert_block', '1');
      const forwarded = request(url, {
        method: incoming.method,
        headers: incoming.headers,
      });
      forwarded.on('error', noConnection(outgoing));
      forwarded.on('response', (answer) => {
        const text = decodeURIComponent(url.search) + rows.subarray(0, 500).toString();
        if (answer.statusCode === 200 && /INSERT INTO \W?requests\b/i.test(text.replaceAll('+', ' '))) inserts += 1;
        if (now === 'cut') {
          answer.resume();
          answer.on('end', () => incoming.socket.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        setTimeout(() => answer.pipe(outgoing), now === 'slow' ? 500 : 0);
      });
      forwarded.end(body);
    }, noConnection(outgoing));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function collect(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts);
}

function noConnection(outgoing: ServerResponse): () => void {
  return () => outgoing.destroy();
}
