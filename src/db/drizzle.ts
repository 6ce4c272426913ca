/**
 * Drizzle's CommonJS build, typed as its ES modules: those are one large circle, and linking them costs Node 24 about 200 MiB
 * of memory that the process keeps, where this costs 20. All of this room takes Drizzle from here.
 */
import { createRequire } from 'node:module';
import type * as Core from 'drizzle-orm';
import type * as NodePostgres from 'drizzle-orm/node-postgres';
import type * as Pglite from 'drizzle-orm/pglite';

const require = createRequire(import.meta.url);

export type { SQL } from 'drizzle-orm';
// What the packages declare for both builds.
export const { sql } = require('drizzle-orm') as typeof Core;
export const { drizzle: drizzleOnPglite } = require('drizzle-orm/pglite') as typeof Pglite;
export const { drizzle: drizzleOnServer } = require('drizzle-orm/node-postgres') as typeof NodePostgres;
