/** A connection that stands: channels on it, and the moment in which it is gone. */
import type { Client, ClientChannel } from 'ssh2';
import type { AppError } from '../kernel/app-error.ts';
import { unreachable } from './login.ts';
import type { ShellTarget } from './shell.ts';

export interface Connection {
  readonly client: Client;
  /** Resolves when it is gone, whoever ended it. */
  readonly closed: Promise<void>;
  isOpen(): boolean;
  /** What is thrown by whatever was going on then. */
  lost(why?: string): AppError;
  /**
   * @param listen adds its listeners before anything more is read: a short command's end may stand in the packet that opens it
   * @throws AppError MACHINE_UNREACHABLE
   */
  exec(command: string, listen: (channel: ClientChannel) => void): Promise<ClientChannel>;
  /** To a port of the other machine's loopback. @throws AppError MACHINE_UNREACHABLE */
  forward(fromPort: number, port: number, listen: (channel: ClientChannel) => void): Promise<ClientChannel>;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const CLOSE_LIMIT_MS = 2_000;

export function connectionOver(client: Client, target: ShellTarget): Connection {
  let open = true;
  const closed = new Promise<void>((resolve) => {
    client.once('close', () => {
      open = false;
      resolve();
    });
  });
  const lost = (why = 'the connection broke.'): AppError => unreachable('lost', target, why);
  const channel = (listen: (channel: ClientChannel) => void, start: (done: (error: Error | undefined, channel: ClientChannel) => void) => void): Promise<ClientChannel> =>
    new Promise((resolve, reject) => {
      if (!open) {
        reject(lost());
        return;
      }
      try {
        start((error, made) => {
          if (error) {
            reject(lost(error.message));
            return;
          }
          listen(made);
          resolve(made);
        });
      } catch (error) {
        // ssh2 throws where its socket is closing.
        reject(lost(error instanceof Error ? error.message : undefined));
      }
    });
  return {
    client, closed, lost,
    isOpen: () => open,
    exec: (command, listen) => channel(listen, (done) => { client.exec(command, done); }),
    forward: (fromPort, port, listen) => channel(listen, (done) => { client.forwardOut(LOOPBACK, fromPort, LOOPBACK, port, done); }),
    async close() {
      client.end();
      // A dead peer never says goodbye.
      const timer = setTimeout(() => { client.destroy(); }, CLOSE_LIMIT_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
