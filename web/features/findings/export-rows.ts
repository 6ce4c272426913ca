/** What was found as a file: JSON as the API tells it, or CSV for tables. Pure. */
import type { components } from '@aima/contract/client';
import { csvTable, type CsvColumn } from '#lib/csv.ts';

export type Found = components['schemas']['FoundObservation'];

const COLUMNS: readonly CsvColumn<Found>[] = [
  ['job', ({ jobName }) => jobName], ['file', ({ fileName }) => fileName], ['kind', ({ kind }) => kind], ['startMs', ({ startMs }) => startMs], ['endMs', ({ endMs }) => endMs],
  ['analyzer', ({ analyzer }) => analyzer], ['label', ({ label }) => label], ['text', ({ text }) => text], ['sentence', ({ sentence }) => sentence], ['confidence', ({ confidence }) => confidence],
  ['speakerId', ({ speakerId }) => speakerId], ['personId', ({ personId }) => personId], ['source', ({ source }) => source], ['review', ({ review }) => review],
  ['jobId', ({ jobId }) => jobId], ['mediaId', ({ mediaId }) => mediaId], ['id', ({ id }) => id],
];

export const csvOf = (rows: readonly Found[]): string => csvTable(COLUMNS, rows);

export const jsonOf = (rows: readonly Found[], query: string): string => `${JSON.stringify({ query, count: rows.length, observations: rows }, null, 1)}\n`;
