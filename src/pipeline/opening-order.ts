/** In which order models are opened: stage by stage, so that on a GPU those of the first stages find its memory free. */

/** One list a stage, together everything that was given: who is in no stage, such as an analyzer that others brought along, comes last. */
export function openingOrder<T extends { name: string }>(runs: readonly T[], stages: readonly (readonly string[])[] = []): T[][] {
  const staged = new Map(stages.flatMap((names, index) => names.map((name) => [name, index] as const)));
  const lists = Array.from({ length: stages.length + 1 }, (_, index) => runs.filter(({ name }) => (staged.get(name) ?? stages.length) === index));
  return lists.filter((list) => list.length > 0);
}
