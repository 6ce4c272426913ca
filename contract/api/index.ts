/** What the server's API speaks: schemas of its resources, one file each. */
export * from './archive.ts';
export * from './audit.ts';
export * from './catalogue.ts';
export * from './corrections.ts';
export * from './estimate.ts';
export * from './events.ts';
export * from './held.ts';
export * from './jobs.ts';
export * from './media.ts';
export * from './paging.ts';
export * from './people.ts';
export * from './permissions.ts';
export * from './problem.ts';
export * from './results.ts';
export * from './settings.ts';
export * from './system.ts';
export * from './uploads.ts';
