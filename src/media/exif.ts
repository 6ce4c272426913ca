/** The few EXIF fields that AIMA reads. Places (GPS) are never read. */
import exifr from 'exifr';
import { z } from 'zod';
import { fromExif, UPRIGHT, type Orientation } from './orientation.ts';

export interface ExifFacts {
  orientation: Orientation;
  /** Local time without a zone, YYYY-MM-DDTHH:MM:SS. */
  takenAt?: string;
  camera?: string;
  warning?: string;
}

const DAMAGED = 'The EXIF block is damaged; date, camera or turn may be missing.';
/** A JPEG's EXIF block begins near the file's start. */
const EXIF_WITHIN = 4096;

const FIELDS = ['Orientation', 'DateTimeOriginal', 'Make', 'Model'];
const Fields = z.object({
  Orientation: z.unknown().optional(),
  DateTimeOriginal: z.string().optional().catch(undefined),
  Make: z.string().optional().catch(undefined),
  Model: z.string().optional().catch(undefined),
  /** exifr reads past damage and lists it here. */
  errors: z.unknown().optional(),
});

/** Never throws: what cannot be read is left out, with a warning. */
export async function readExif(bytes: Buffer): Promise<ExifFacts> {
  try {
    // `pick` alone keeps GPS out; naming the GPS block here, even with `false`, makes exifr read it.
    const raw: unknown = await exifr.parse(bytes, { pick: FIELDS, reviveValues: false, translateValues: false });
    if (raw === undefined || raw === null) {
      return { orientation: UPRIGHT, ...(bytes.subarray(0, EXIF_WITHIN).includes('Exif\0\0') && { warning: DAMAGED }) };
    }
    const fields = Fields.parse(raw);
    const takenAt = localTime(fields.DateTimeOriginal);
    const camera = cameraName(fields.Make, fields.Model);
    return { orientation: fromExif(fields.Orientation), ...(takenAt !== undefined && { takenAt }), ...(camera !== undefined && { camera }), ...(fields.errors !== undefined && { warning: DAMAGED }) };
  } catch (error) {
    // A format that exifr does not know, such as GIF, is no damage.
    if (error instanceof Error && /unknown file format/i.test(error.message)) return { orientation: UPRIGHT };
    return { orientation: UPRIGHT, warning: DAMAGED };
  }
}

/** `2021:04:11 15:47:53` → `2021-04-11T15:47:53`; undefined for dates that do not exist, such as all zeros. */
function localTime(text: string | undefined): string | undefined {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text ?? '');
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const parsed = new Date(`${time}Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(time) && Number(year) > 0 ? time : undefined;
}

/** Some makers repeat their name in the model. */
function cameraName(make: string | undefined, model: string | undefined): string | undefined {
  // Fields are padded with zero bytes.
  const clean = (text: string | undefined): string => (text ?? '').replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().slice(0, 80);
  const [maker, name] = [clean(make), clean(model)];
  const words = name.toLowerCase().startsWith(maker.toLowerCase()) ? name : `${maker} ${name}`.trim();
  return words === '' ? undefined : words;
}
