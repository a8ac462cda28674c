import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';

/** A team of Cloudflare Access, as far as the console sees it: where its public keys are, and the private one to sign with (JWK). */
export async function startAccess(): Promise<{ url: string; privateKey: string; stop: () => void }> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }];
  const server = createServer(({ url }, response) => {
    response.statusCode = url === '/cdn-cgi/access/certs' ? 200 : 404;
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    privateKey: JSON.stringify(await exportJWK(privateKey)),
    stop: () => server.close(),
  };
}
