/** What a track of things is called in the end, when its samples were not named alike. */

const VEHICLES: ReadonlySet<string> = new Set(['car', 'bus', 'truck', 'train', 'motorcycle', 'boat']);
/** What detectors trained at eye level take a vehicle seen from above for. */
const VEHICLE_LOOKALIKES: ReadonlySet<string> = new Set(['cell phone', 'remote', 'parking meter', 'mouse', 'laptop', 'suitcase', 'cup']);

/**
 * The label with the largest sum of confidences. A thing that was also seen as a vehicle, while nobody was in the
 * picture who could hold it, is the vehicle.
 */
export function labelOf(votes: ReadonlyMap<string, number>, personNear: boolean): string {
  const ranked = [...votes].toSorted((a, b) => b[1] - a[1]).map(([label]) => label);
  const [best = ''] = ranked;
  if (personNear || !VEHICLE_LOOKALIKES.has(best)) return best;
  return ranked.find((label) => VEHICLES.has(label)) ?? best;
}
