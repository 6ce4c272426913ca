import { AppError } from '../kernel/app-error.ts';

/** Of a command that failed: whether it was the machine's disk. */
export const diskFull = (stderr: string): AppError | undefined =>
  (/No space left|quota exceeded/.test(stderr) ? new AppError('DISK_FULL', `The machine's disk is full: ${stderr.trim()}`) : undefined);
