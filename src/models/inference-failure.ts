/** The ways in which a call fails through no fault of its own, told apart because each has its own remedy. */
import { AppError } from '../kernel/app-error.ts';

/** How an inference process ended: by itself, because it did not answer, or for want of memory. */
export type Ending = 'crashed' | 'hung' | 'out_of_memory';

/** What ONNX Runtime, CUDA, the C++ library and V8 say when memory is short. */
const MEMORY_WORDS = /failed to allocate|bad_?alloc|out of memory|cannot allocate|allocation failed|ALLOC_FAILED|cudaErrorMemoryAllocation/i;

export const speaksOfMemory = (text: string): boolean => MEMORY_WORDS.test(text);

export const processEnded = (ending: Ending, message: string): AppError => new AppError('MODEL_FAILED', message, { ending });

/** How the process ended that should have answered; undefined if it did answer. */
export function endingOf(error: unknown): Ending | undefined {
  const ending = error instanceof AppError ? error.details['ending'] : undefined;
  return ending === 'crashed' || ending === 'hung' || ending === 'out_of_memory' ? ending : undefined;
}

/** Whether less work at once would help. */
export const isOutOfMemory = (error: unknown): boolean =>
  endingOf(error) === 'out_of_memory' || (error instanceof AppError && error.details['outOfMemory'] === true);
