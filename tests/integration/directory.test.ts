/** LDAP: a real slapd, on both databases. */
import { afterAll, describe } from 'vitest';
import { onBothDatabases } from '../support/both-databases.ts';
import { directoryCases, fillDirectory } from '../support/directory-cases.ts';
import { startSlapd, whyNoSlapd, type Slapd } from '../support/slapd.ts';

/** The server, or why there is none. Where it should be possible and is not, CI fails. */
async function trySlapd(): Promise<Slapd | string> {
  const why = whyNoSlapd();
  if (why !== undefined) return why;
  try {
    return await startSlapd();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return `it could not be set up: ${String(error)}`;
  }
}

const slapd = await trySlapd();
if (typeof slapd === 'string') {
  console.log(`LDAP is left out: ${slapd}`);
  describe.skip('LDAP', () => undefined);
} else {
  const directory = await fillDirectory(slapd);
  afterAll(() => slapd.stop());
  await onBothDatabases((opened) => { directoryCases(() => opened().database, () => directory); });
}
