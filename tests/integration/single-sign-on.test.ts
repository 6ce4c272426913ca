/** OpenID Connect with a real provider, on both databases. */
import { onBothDatabases } from '../support/both-databases.ts';
import { singleSignOnCases } from '../support/single-sign-on-cases.ts';

await onBothDatabases((opened) => { singleSignOnCases(() => opened().database); });
