/** The pipeline: plan, one decode, fan-out to analyzers, observations. */
export { runTask, type Models, type TaskEventBody } from './run-task.ts';
