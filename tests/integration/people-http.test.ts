/** The API of people, on both databases. */
import { onBothDatabases } from '../support/both-databases.ts';
import { peopleHttpCases } from '../support/people-http-cases.ts';

await onBothDatabases((opened) => { peopleHttpCases(() => opened().database); });
