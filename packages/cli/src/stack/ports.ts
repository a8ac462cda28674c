import { createServer } from 'node:net';
import { CommandError } from '../command-error.ts';

/**
 * The port to listen on: the one asked for, or a free one for 0.
 *
 * @param setting the environment variable that names another one, for the message
 * @throws CommandError when something else listens there
 */
export async function claimPort(port: number, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${cause.code})`;
      reject(
        new CommandError(`port ${port} ${why}: stop what listens there, or set ${setting} to another port`, { cause }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const claimed = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(claimed));
    });
  });
}
