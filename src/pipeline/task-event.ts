/** A task event before the worker numbers it. */
import type { TaskEvent } from '@aima/contract';

export type TaskEventBody = TaskEvent extends infer E ? E extends TaskEvent ? Omit<E, 'seq'> : never : never;
