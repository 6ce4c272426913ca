/** Everything that crosses a boundary: documents, ids, units, error codes, worker messages. Safe for browsers. */
export * from './api/index.ts';
export * from './document.ts';
export * from './error-codes.ts';
export * from './frame-request.ts';
export * from './ids.ts';
export * from './media.ts';
export * from './observation.ts';
export * from './profile.ts';
export * from './run.ts';
export * from './series.ts';
export * from './units.ts';
export * from './weighted-confidence.ts';
export * from './worker-config.ts';
export * from './worker-protocol.ts';
