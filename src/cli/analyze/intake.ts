/** Looks at each file once before any machine exists: is it readable, what is it, which content does it have. */
import { mediaIdOf, type Media, type RejectedFile } from '@aima/contract';
import { toAppError } from '../../kernel/app-error.ts';
import { probe, sha256OfFile, type Probe } from '../../media/index.ts';
import type { Language } from '@aima/contract';
import type { InputFile } from './inputs.ts';

export interface Accepted {
  input: InputFile;
  media: Media;
  probe: Probe;
}

export type Intake = { input: InputFile; accepted: Accepted } | { input: InputFile; rejected: RejectedFile };

async function lookAt(input: InputFile, language: Language, signal: AbortSignal): Promise<Intake> {
  try {
    if (input.refused) throw input.refused;
    const probed = await probe(input.path, { signal });
    const { sha256, sizeBytes } = await sha256OfFile(input.path, signal);
    const media: Media = { id: mediaIdOf(sha256), fileName: input.relative, sha256, ...probed.facts, sizeBytes, ...(input.origin ? { origin: input.origin } : {}) };
    return { input, accepted: { input, media, probe: probed } };
  } catch (error) {
    signal.throwIfAborted();
    const known = toAppError(error);
    return { input, rejected: { fileName: input.relative, code: known.code, message: known.message, next: known.next(language) } };
  }
}

/** Looks one file ahead, so that reading the next one costs no time of its own. */
export async function* intake(inputs: readonly InputFile[], language: Language, signal: AbortSignal): AsyncGenerator<Intake> {
  let ahead: Promise<Intake> | undefined;
  for (const [i, input] of inputs.entries()) {
    const current = ahead ?? lookAt(input, language, signal);
    const next = inputs[i + 1];
    const looked = await current;
    ahead = next ? lookAt(next, language, signal) : undefined;
    // Whoever stops reading this list does not wait for the file ahead; its failure must not go unheard either.
    ahead?.catch(() => undefined);
    yield looked;
  }
}
