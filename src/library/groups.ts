/** Which media belong together, as far as names and cameras' clocks tell; nothing is looked at and no model is asked. */
import path from 'node:path';
import { Media, type GroupProposal, type GroupRequest } from '@aima/contract';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { listMedia, type MediaRow } from '../db/index.ts';
import { dividingGaps, readName, type NameFacts } from '../series/index.ts';
import type { Library } from './library.ts';

const MOST = 5000;
/** Fewer photos are no series. */
const LEAST_PHOTOS = 3;
/** Numbers that a camera counted lie this close. */
const MOST_STEP = 3;

interface Named { id: string; name: string; kind: MediaRow['kind']; atMs?: number; clock: string; facts: NameFacts; extension: string }

const WORD = /^(.*?)[\s._-]*(?:part|teil|pt|cd|disc|disk|dvd|folge|episode|chapter|kapitel|tape|band|rolle|reel)[\s._-]*(\d{1,3}|[ivx]{1,5}|[a-h])$/i;
const OF = /^(.*?)[\s._-]*[([]?(\d{1,3})[\s._-]*(?:of|von|\/)[\s._-]*\d{1,3}[)\]]?$/i;
/** GoPro's chapters of one recording: GX01 1234, GX02 1234; older GOPR1234, GP011234. */
const GOPRO = /^(?:g[hxlsp](\d{2})|gopr)(\d{4})$/i;
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'];

function numberOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  const roman = ROMAN.indexOf(word.toLowerCase());
  return roman >= 0 ? roman + 1 : word.toLowerCase().charCodeAt(0) - 96;
}

/** The whole that a part belongs to, and its number. */
export function partOf(name: string): { whole: string; number: number } | undefined {
  const stem = path.parse(name).name.normalize('NFC').trim();
  const gopro = GOPRO.exec(stem);
  if (gopro) return { whole: `gopro ${gopro[2] ?? ''}`, number: Number(gopro[1] ?? 0) };
  const found = WORD.exec(stem) ?? OF.exec(stem);
  return found?.[2] === undefined ? undefined : { whole: (found[1] ?? '').toLowerCase(), number: numberOf(found[2]) };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) groups.set(key, [...groups.get(key) ?? [], item]);
  }
  return groups;
}

const stemOf = (name: string | undefined): string => path.parse(name ?? '').name;

function parts(media: readonly Named[]): GroupProposal[] {
  const groups = groupBy(media.filter(({ kind }) => kind !== 'image'), ({ name, kind }) => {
    const part = partOf(name);
    return part ? `${kind}|${part.whole}` : undefined;
  });
  return [...groups.values()].flatMap((group): GroupProposal[] => {
    const ordered = group.map(({ id, name }) => ({ id, name, number: partOf(name)?.number ?? 0 })).sort((a, b) => a.number - b.number);
    // Twice the same number: copies, or parts of two things.
    if (ordered.length < 2 || new Set(ordered.map(({ number }) => number)).size < ordered.length) return [];
    const gapless = ordered.every(({ number }, i) => i === 0 || number === (ordered[i - 1]?.number ?? 0) + 1);
    return [{
      kind: 'parts', name: partOf(ordered[0]?.name ?? '')?.whole.trim() || stemOf(ordered[0]?.name), mediaIds: ordered.map(({ id }) => id), confidence: gapless ? 0.9 : 0.6,
      because: { en: gapless ? 'Their names are numbered parts of one whole.' : 'Their names are numbered parts of one whole; some numbers are missing.', de: gapless ? 'Ihre Namen sind nummerierte Teile eines Ganzen.' : 'Ihre Namen sind nummerierte Teile eines Ganzen; einige Nummern fehlen.' },
    }];
  });
}

/** Photos of one camera between two pauses, as long as its clock tells. */
function photoSeries(media: readonly Named[]): GroupProposal[] {
  const timed = media.filter(({ kind, atMs }) => kind === 'image' && atMs !== undefined);
  return [...groupBy(timed, ({ clock }) => clock)].flatMap(([clock, photos]) => {
    const ordered = photos.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0) || a.name.localeCompare(b.name));
    const divides = dividingGaps(ordered.slice(1).map(({ atMs }, i) => (atMs ?? 0) - (ordered[i]?.atMs ?? 0)));
    const runs: Named[][] = [];
    for (const [i, photo] of ordered.entries()) {
      const last = runs.at(-1);
      if (last && divides[i - 1] !== true) last.push(photo);
      else runs.push([photo]);
    }
    const camera = clock === 'names' ? '' : ` (${clock})`;
    return runs.filter((run) => run.length >= LEAST_PHOTOS).map((run): GroupProposal => ({
      kind: 'photo_series', name: `${new Date(run[0]?.atMs ?? 0).toISOString().slice(0, 16).replace('T', ' ')}${camera}`, mediaIds: run.map(({ id }) => id),
      confidence: clock === 'names' ? 0.6 : 0.85,
      because: clock === 'names'
        ? { en: 'Their names give times without a long pause.', de: 'Ihre Namen nennen Zeiten ohne lange Pause.' }
        : { en: 'One camera took them without a long pause.', de: 'Eine Kamera nahm sie ohne lange Pause auf.' },
    }));
  });
}

/** Names that one camera counted, where no clock says anything. */
function cameraSequences(media: readonly Named[]): GroupProposal[] {
  const counted = media.filter(({ atMs, facts }) => atMs === undefined && facts.familiar && facts.numbers.length > 1);
  return [...groupBy(counted, ({ facts, kind, extension }) => `${kind}|${extension}|${facts.family}|${facts.numbers.at(-1)}`)].flatMap(([, group]) => {
    const numberIn = ({ facts }: Named): number => facts.numbers.at(-2) ?? 0;
    const ordered = group.toSorted((a, b) => numberIn(a) - numberIn(b));
    const runs: Named[][] = [];
    for (const item of ordered) {
      const last = runs.at(-1);
      const before = last?.at(-1);
      if (last && before && numberIn(item) - numberIn(before) <= MOST_STEP) last.push(item);
      else runs.push([item]);
    }
    return runs.filter((run) => run.length >= LEAST_PHOTOS).map((run): GroupProposal => ({
      kind: 'camera_sequence', name: `${stemOf(run[0]?.name)} – ${stemOf(run.at(-1)?.name)}`, mediaIds: run.map(({ id }) => id), confidence: 0.5,
      because: { en: 'Their names are counted on as a camera does.', de: 'Ihre Namen sind fortlaufend gezählt, wie eine Kamera es tut.' },
    }));
  });
}

function namedOf(row: MediaRow): Named {
  const facts = readName(row.name);
  const media = Media.safeParse(row.facts);
  const camera = media.success ? media.data.camera : undefined;
  const taken = row.takenAt === null ? undefined : Date.parse(`${row.takenAt}Z`);
  const atMs = taken ?? facts.time?.ms;
  return {
    id: row.id, name: row.name, kind: row.kind, facts, extension: path.extname(row.name).toLowerCase(),
    clock: taken === undefined ? 'names' : camera ?? 'unknown camera', ...(atMs === undefined || Number.isNaN(atMs) ? {} : { atMs }),
  };
}

/** The surest first; a medium stands in one group at most. */
export function proposeGroupsOf(rows: readonly MediaRow[]): GroupProposal[] {
  const media = rows.map(namedOf);
  const taken = new Set<string>();
  const proposals = [...parts(media), ...photoSeries(media), ...cameraSequences(media)].sort((a, b) => b.confidence - a.confidence || b.mediaIds.length - a.mediaIds.length);
  return proposals.filter(({ mediaIds }) => {
    if (mediaIds.some((id) => taken.has(id))) return false;
    for (const id of mediaIds) taken.add(id);
    return true;
  });
}

/** @throws AppError FORBIDDEN */
export async function proposeGroups({ database }: Library, principal: Principal, { mediaIds }: GroupRequest): Promise<GroupProposal[]> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  const { rows } = await database.read({ workspaceId }, (tx) =>
    listMedia(tx, workspaceId, { sort: 'newest', limit: MOST, ...(mediaIds === undefined ? { ungrouped: true } : { ids: mediaIds }) }));
  return proposeGroupsOf(rows);
}
