/** What authors of analyzers import. */
export * from './analyzer.ts';
export * from './frames.ts';
export * from './model.ts';
export * from './pictures.ts';
export * from './shared-work.ts';
export * from './time-shift.ts';
export * from './words.ts';
