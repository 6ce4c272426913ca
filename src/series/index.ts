/** The room's door: reads photos, and makes a series of them. */
export { buildSeries } from './build-series.ts';
export { readCapture } from './capture-facts.ts';
export { readName, type NameFacts } from './file-name.ts';
export { readPhoto, type ReadPhoto } from './read-photo.ts';
export { dividingGaps } from './sittings.ts';
export { renderSeriesPage, type SeriesThumbnail } from './series-page.ts';
