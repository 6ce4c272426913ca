/** Who people are and where they belong, on both databases. */
import { onBothDatabases } from '../support/both-databases.ts';
import { authenticateCases, workspaceKeyCases } from '../support/people-cases.ts';

await onBothDatabases((opened) => {
  authenticateCases(() => opened().database);
  workspaceKeyCases(() => opened().database);
});
