/** A long film seen at its keyframes alone: a hundred times faster, and as close together as the encoder set them. */
import type { Probe } from './probe-result.ts';

/** The same film without the pictures between keyframes; sound is whole. Photos stay as they are. */
export const keyframesOf = (probe: Probe): Probe =>
  (probe.source.kind === 'film' ? { ...probe, source: { ...probe.source, keyframesOnly: true } } : probe);
