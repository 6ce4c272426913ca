/** Runs inside a machine's network: node gate-program.ts PORT SOCKET_FILE. Ends with its standard input. */
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';

const [port = '', socketFile = ''] = process.argv.slice(2);
process.stdin.on('end', () => { process.exit(); }).on('error', () => { process.exit(); }).resume();
createServer({ allowHalfOpen: true }, (inside) => {
  const outside = connect({ path: socketFile, allowHalfOpen: true });
  pipeline(inside, outside, () => undefined);
  pipeline(outside, inside, () => undefined);
}).listen(Number(port), '127.0.0.1', () => { process.stdout.write('listens\n'); });
