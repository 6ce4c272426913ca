/** A program that makes an empty database in the folder it is given. Making one takes about 110 MiB that a process would keep. */
import { fillFolder } from './embedded-folder.ts';

// Whoever started this moves the folder to its place; without them it is nobody's.
process.stdin.on('end', () => { process.exit(1); }).resume();
await fillFolder(process.argv[2] ?? '');
process.exit(0);
