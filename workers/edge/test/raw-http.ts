import { createServer, type IncomingMessage, type RequestOptions, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** An answer as it came over the wire: nothing decoded. */
export interface RawAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** Whether the body ended as HTTP says it must. */
  ended: boolean;
}

/** Sends a request as it stands and reads the answer undecoded. */
export function send(url: string, options: RequestOptions = {}, body?: string | Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    request(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      // A body that breaks off is told by `ended`.
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
          ended: response.complete,
        }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

/** Sends a head that no HTTP client would, and reads the answer until the connection ends. @param head in Latin-1 */
export function sendRaw(port: number, head: string): Promise<{ status: number; head: string; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (part) => {
      answer += part;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [answerHead = '', text = ''] = answer.split('\r\n\r\n');
      resolve({ status: Number(answerHead.split(' ')[1]), head: answerHead, text });
    });
    socket.write(`${head}Connection: close\r\n\r\n`, 'latin1');
  });
}

/** A request as the upstream got it. */
export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface Upstream {
  url: string;
  received: ReceivedRequest[];
  stop(): Promise<void>;
}

/** A provider that answers as the test says, after it has read the request. */
export async function startUpstream(
  answer: (request: ReceivedRequest, response: ServerResponse) => void,
): Promise<Upstream> {
  const received: ReceivedRequest[] = [];
  const server = createServer((message, response) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('end', () => {
      const { method = '', url = '', headers } = message;
      const request = { method, url, headers, body: Buffer.concat(parts) };
      received.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
