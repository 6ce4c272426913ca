/** Registration, sign-in, second factors, workspaces and keys, on both databases. */
import { belongingCases, secondFactorCases } from '../support/belonging-cases.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { signInCases } from '../support/sign-in-cases.ts';

await onBothDatabases((opened) => {
  signInCases(() => opened().database);
  secondFactorCases(() => opened().database);
  belongingCases(() => opened().database);
});
