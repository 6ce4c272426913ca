/** The files that programs write and people do not. */
import { JobDocument, ResultDocument, SeriesDocument } from '@aima/contract';
import { BASELINE } from '../check/api-promise.ts';
import { analyzersPage } from './analyzers-page.ts';
import { jsonSchema } from './json-schema.ts';
import { clientTable, clientTypes, openApiBaseline, openApiText } from './open-api.ts';
import { pagesPage } from './pages-page.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

export interface Generator {
  /** Path below the root, with forward slashes. */
  file: string;
  /** The whole text, a pure function of the sources below `root`. */
  make(root: string): Promise<string> | string;
}

export const GENERATORS: readonly Generator[] = [
  { file: 'docs/schema/result-document.schema.json', make: () => jsonSchema('AIMA result document', ResultDocument, 'ResultDocument in contract/document.ts') },
  { file: 'docs/schema/job-document.schema.json', make: () => jsonSchema('AIMA job document', JobDocument, 'JobDocument in contract/document.ts') },
  { file: 'docs/schema/series-document.schema.json', make: () => jsonSchema('AIMA photo series', SeriesDocument, 'SeriesDocument in contract/series.ts') },
  { file: 'docs/openapi.json', make: openApiText },
  { file: BASELINE, make: openApiBaseline },
  { file: 'contract/client/api-types.ts', make: clientTypes },
  { file: 'contract/client/api-table.ts', make: clientTable },
  { file: 'docs/ANALYZERS.md', make: analyzersPage },
  { file: 'docs/PAGES.md', make: pagesPage },
  { file: 'THIRD-PARTY-LICENSES.md', make: thirdPartyLicences },
];
