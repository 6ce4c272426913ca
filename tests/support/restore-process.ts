/** A process that puts a backup into a database that is used, so that it can be killed while it does. Arguments: place as JSON, file. */
import { z } from 'zod';
import { restoreDatabase } from '../../src/backup/index.ts';

const [place = '', file = ''] = process.argv.slice(2);
const { folder, url } = z.object({ folder: z.string(), url: z.string().optional() }).parse(JSON.parse(place));
await restoreDatabase({ folder, ...(url === undefined ? {} : { url }) }, file, undefined, { replace: true });
process.stdout.write('restored\n');
