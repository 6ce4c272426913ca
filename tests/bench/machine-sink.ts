/** Runs with a machine's network: node machine-sink.ts FOLDER. Takes what is PUT, writes it, and says how much it was. */
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const [folder = ''] = process.argv.slice(2);
process.stdin.on('end', () => { process.exit(); }).resume();
const server = createServer((request, response) => {
  const file = createWriteStream(path.join(folder, 'sink'), { highWaterMark: 2 ** 20 });
  pipeline(request, file).then(() => response.end(String(file.bytesWritten)), (error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : 0}\n`);
});
