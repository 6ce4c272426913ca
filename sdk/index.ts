/** What authors of analyzers import. */
export * from './analyzer.ts';
export * from './frames.ts';
export * from './model.ts';
export * from './words.ts';
