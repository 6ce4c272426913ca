/** The pipeline: plan, one decode, fan-out to analyzers, observations. */
export { planTask, type Plan } from './plan.ts';
export { runTask, type Models, type TaskEventBody, type TaskInput } from './run-task.ts';
