/** The pipeline: plan, one decode, fan-out to analyzers, observations. */
export { runTask, type Models } from './run-task.ts';
export type { TaskEventBody } from './task-event.ts';
