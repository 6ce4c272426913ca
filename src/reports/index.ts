/** The reports room: turns a result document into one page that opens offline. */
export type { ReportInput, ReportKeyframe } from './report-data.ts';
export { renderReport } from './render-report.ts';
