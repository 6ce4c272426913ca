/** Results on both kinds of database. */
import { onBothDatabases } from '../support/both-databases.ts';
import { correctionCases } from '../support/correction-cases.ts';
import { documentCases } from '../support/document-cases.ts';
import { keyframeCases } from '../support/keyframe-cases.ts';
import { resultsCases } from '../support/results-cases.ts';

await onBothDatabases((opened) => {
  resultsCases(() => opened().database);
  correctionCases(() => opened().database);
  documentCases(() => opened().database);
  keyframeCases(() => opened().database);
});
