/**
 * `npm run bench -- --machines`: what renting adds to a job, 200 sagas at once in one process, and bytes onto a machine compared
 * with scp. Needs Linux and root: machines are namespaces of this computer.
 */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { machineRoot, whyNoMachine } from '../emulators/machine/root.ts';
import { benchTransfer } from './machine-transfer.ts';
import { benchCrowd } from './saga-crowd.ts';
import { benchSaga } from './saga-overhead.ts';

/** @returns the Markdown that it also prints */
export async function benchMachines(): Promise<string> {
  const why = whyNoMachine();
  if (why !== undefined) throw new Error(why);
  await machineRoot();
  const body = [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}, shared by server, providers and machines), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
    '', ...await benchSaga(), '', ...await benchCrowd(), '', ...await benchTransfer(),
  ].join('\n');
  process.stdout.write(`${body}\n`);
  return body;
}
