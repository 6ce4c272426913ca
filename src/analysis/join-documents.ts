/** Several result documents as one: a whole call, or a frame that is a picture and a sound. */
import { SCHEMA_VERSION, type Job, type ResultDocument } from '@aima/contract';

/** Runs and observations of the same content stand in it once. `seconds`: what all of it took. */
export function joinDocuments(job: Job, documents: readonly ResultDocument[], seconds: number): ResultDocument {
  const [only] = documents;
  if (only && documents.length === 1) return only;
  const unique = new Map(documents.map((document) => [document.media[0]?.id, document]));
  const sum = (of: (document: ResultDocument) => Record<string, number>): Record<string, number> => {
    const total: Record<string, number> = {};
    for (const document of unique.values()) for (const [key, n] of Object.entries(of(document))) total[key] = (total[key] ?? 0) + n;
    return total;
  };
  const observations = [...unique.values()].flatMap((document) => document.observations);
  return {
    schemaVersion: SCHEMA_VERSION, job,
    media: documents.flatMap((document) => document.media), runs: [...unique.values()].flatMap((document) => document.runs), observations,
    summary: {
      text: documents.map((document) => `${document.media[0]?.fileName ?? ''}: ${document.summary.text}`).join('\n'),
      observationCount: observations.length, byAnalyzer: sum((document) => document.summary.byAnalyzer), byStatus: sum((document) => document.summary.byStatus),
      coverage: documents.length === 0 ? 0 : Math.min(...documents.map((document) => document.summary.coverage)), seconds,
    },
  };
}

/** That a photo has no sound, and sound no picture, is no news where both were given: such runs are told once at most. */
function withoutUnfit(documents: readonly ResultDocument[]): ResultDocument[] {
  const fits = new Set(documents.flatMap(({ runs }) => runs.filter(({ reason }) => reason !== 'unsupported_media').map(({ analyzer }) => analyzer)));
  const told = new Set<string>();
  return documents.map((document) => {
    const runs = document.runs.filter(({ analyzer, reason }) => {
      if (reason !== 'unsupported_media') return true;
      const first = !fits.has(analyzer) && !told.has(analyzer);
      told.add(analyzer);
      return first;
    });
    const byStatus: Record<string, number> = {};
    for (const { status } of runs) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return { ...document, runs, summary: { ...document.summary, byStatus } };
  });
}

/** The document of one frame, from those of its picture and its sound. */
export const frameDocument = (job: Job, documents: readonly ResultDocument[]): ResultDocument =>
  joinDocuments(job, withoutUnfit(documents), documents.reduce((sum, { summary }) => sum + summary.seconds, 0));
