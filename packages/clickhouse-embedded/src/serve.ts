/**
 * The server's own process: `node serve.ts LIBRARY DIRECTORY`, with config.xml in the directory.
 *
 * The library runs a `clickhouse-local` that is told to listen and then counts the lines of standard input. The parent holds
 * the other end of that pipe and writes nothing, so the server listens until the parent closes it, and the system closes it
 * when the parent dies, however it dies. File 3 is a second such pipe, for this code: ClickHouse waits 5 s for connections
 * that are still open and then ends the process at once, too early to remove anything afterwards.
 */
import { existsSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { createExternalBuffer, DataType, load, open } from 'ffi-rs';

const [library = '', directory = ''] = process.argv.slice(2);
/** Removing is tried again where a thread of the server still writes. */
const removeDirectory = () => rmSync(directory, { recursive: true, force: true, maxRetries: 10 });

new Socket({ fd: 3 })
  .on('close', () => {
    const holdsData = existsSync(`${directory}/data`);
    removeDirectory();
    // Nothing is left to end in order.
    if (holdsData) process.kill(process.pid, 'SIGKILL');
  })
  .resume()
  .unref();

const args = [
  'clickhouse-local',
  `--config-file=${directory}/config.xml`,
  '--input-format=LineAsString',
  '--structure=line String',
  '--query=SYSTEM START LISTEN HTTP; SELECT count() FROM table',
];

open({ library: 'chdb', path: library });
try {
  // A thread of its own has the stack that ClickHouse expects. ffi-rs keeps the arguments alive until the call returns.
  const result = await load({
    library: 'chdb',
    funcName: 'query_stable_v2',
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [args.length, args],
    runInNewThread: true,
  });
  // struct local_result_v2: seven fields of 8 bytes, the last of them `char * error_message`.
  const error = createExternalBuffer(result, 56).readBigUInt64LE(48);
  if (error !== 0n) {
    open({ library: 'c', path: '' });
    const text = load({
      library: 'c',
      funcName: 'strdup',
      retType: DataType.String,
      paramsType: [DataType.BigInt],
      paramsValue: [error],
    });
    process.stderr.write(`${text}\n`);
  }
} finally {
  removeDirectory();
}
