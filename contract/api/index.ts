/** What the server's API speaks: schemas of its resources, one file each. */
export * from './events.ts';
export * from './paging.ts';
export * from './permissions.ts';
export * from './problem.ts';
