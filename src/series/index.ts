/** The room's door: reads photos, and makes a series of them. */
export { buildSeries } from './build-series.ts';
export { readPhoto, type ReadPhoto } from './read-photo.ts';
export { renderSeriesPage, type SeriesThumbnail } from './series-page.ts';
