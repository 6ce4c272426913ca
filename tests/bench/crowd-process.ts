/** Loads the server's modules under the conditions under which src/bin/cli.ts does, runs the sagas and prints what it took. */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
const { runSagas } = await import('./crowd-sagas.ts');
setFlagsFromString('--semi-space-growth-factor=2');
process.stdout.write(JSON.stringify(await runSagas()), () => process.exit());
