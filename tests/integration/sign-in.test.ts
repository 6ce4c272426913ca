/** Registration, sign-in, second factors, workspaces and keys, on both databases. */
import { onBothDatabases } from '../support/both-databases.ts';
import { signInCases } from '../support/sign-in-cases.ts';

await onBothDatabases((opened) => { signInCases(() => opened().database); });
