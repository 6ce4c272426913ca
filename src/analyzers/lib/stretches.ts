/** Joins samples that show the same thing into stretches of time. */

export interface LevelStretch<Kind extends string> {
  kind: Kind;
  startMs: number;
  endMs: number;
  /** Mean of the samples' levels, 0..1. */
  level: number;
  samples: number;
}

export interface StretchJoiner<Kind extends string> {
  /** What one sample shows, with its level; returns the stretches that end before it. */
  push(atMs: number, shown: Partial<Record<Kind, number>>): LevelStretch<Kind>[];
  /** What is still open ends here. */
  end(atMs: number): LevelStretch<Kind>[];
}

/** A single sample without it does not end a stretch when the next one shows it again. */
export function createStretchJoiner<Kind extends string>(kinds: readonly Kind[]): StretchJoiner<Kind> {
  const open = new Map<Kind, LevelStretch<Kind> & { missedAtMs?: number }>();

  const close = (kind: Kind, endMs: number): LevelStretch<Kind>[] => {
    const stretch = open.get(kind);
    if (!stretch) return [];
    open.delete(kind);
    return [{ kind, startMs: stretch.startMs, endMs, level: stretch.level, samples: stretch.samples }];
  };

  return {
    push: (atMs, shown) =>
      kinds.flatMap((kind) => {
        const level = shown[kind];
        const stretch = open.get(kind);
        if (level === undefined) {
          if (!stretch) return [];
          if (stretch.missedAtMs !== undefined) return close(kind, stretch.missedAtMs);
          stretch.missedAtMs = atMs;
          return [];
        }
        if (!stretch) {
          open.set(kind, { kind, startMs: atMs, endMs: atMs, level, samples: 1 });
          return [];
        }
        delete stretch.missedAtMs;
        stretch.level = (stretch.level * stretch.samples + level) / (stretch.samples + 1);
        stretch.samples++;
        return [];
      }),
    end: (atMs) => kinds.flatMap((kind) => close(kind, open.get(kind)?.missedAtMs ?? atMs)),
  };
}
