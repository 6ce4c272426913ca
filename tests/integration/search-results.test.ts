/** Search over all results of a workspace, on both kinds of database. */
import { onBothDatabases } from '../support/both-databases.ts';
import { searchCases } from '../support/search-cases.ts';

await onBothDatabases((opened) => { searchCases(() => opened().database); });
