/** What a camera wrote beside the picture: when, with which zone, with how much light; places only where that is allowed. */
import exifr from 'exifr';
import sharp from 'sharp';
import { z } from 'zod';

export interface CaptureFacts {
  /** Wall clock of the camera, as if it were UTC: milliseconds since 1970. */
  wallMs?: number;
  /** The field that it stands in; the last one changes whenever a program saves the file. */
  field?: 'original' | 'digitised' | 'modified';
  /** True where the file states fractions of a second. */
  subSecond?: boolean;
  /** Minutes east of Greenwich. */
  zoneMinutes?: number;
  /** Maker, model and, where there is one, serial number: one clock. */
  camera?: string;
  clock?: string;
  /** Light that the exposure was made for, at ISO 100 (EV100): about 15 in sun, 5 indoors, 0 at night. */
  exposureValue?: number;
  flash?: boolean;
  /** Degrees; never leaves this process. */
  place?: { latitude: number; longitude: number };
}

const TIMES = ['DateTimeOriginal', 'CreateDate', 'ModifyDate'] as const;
const FIELDS = [...TIMES, 'SubSecTimeOriginal', 'SubSecTimeDigitized', 'SubSecTime', 'OffsetTimeOriginal', 'OffsetTimeDigitized', 'OffsetTime', 'Make', 'Model', 'BodySerialNumber', 'SerialNumber', 'ExposureTime', 'FNumber', 'ISO', 'Flash'];
const PLACE = ['GPSLatitude', 'GPSLongitude', 'GPSLatitudeRef', 'GPSLongitudeRef'];

const text = z.string().optional().catch(undefined);
const number = z.number().positive().optional().catch(undefined);
const Fields = z.object({
  DateTimeOriginal: text, CreateDate: text, ModifyDate: text,
  SubSecTimeOriginal: z.coerce.string().optional().catch(undefined), SubSecTimeDigitized: z.coerce.string().optional().catch(undefined), SubSecTime: z.coerce.string().optional().catch(undefined),
  OffsetTimeOriginal: text, OffsetTimeDigitized: text, OffsetTime: text,
  Make: text, Model: text, BodySerialNumber: z.coerce.string().optional().catch(undefined), SerialNumber: z.coerce.string().optional().catch(undefined),
  ExposureTime: number, FNumber: number, ISO: z.union([z.number(), z.array(z.number()).min(1).transform(([first]) => first)]).optional().catch(undefined), Flash: z.number().optional().catch(undefined),
  latitude: z.number().min(-90).max(90).optional().catch(undefined), longitude: z.number().min(-180).max(180).optional().catch(undefined),
});
type Fields = z.infer<typeof Fields>;

/** `2021:04:11 15:47:53`, also with other separators, as programs write it; undefined for what is no date. */
function wallClock(written: string | undefined): number | undefined {
  const found = /^(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(written ?? '');
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  const exists = year > 0 && back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? ms : undefined;
}

/** `+02:00` in minutes. */
function zoneMinutes(written: string | undefined): number | undefined {
  if (written === 'Z') return 0;
  const found = /^([+-])(\d\d):?(\d\d)/.exec(written ?? '');
  if (!found) return undefined;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return minutes > 14 * 60 ? undefined : found[1] === '-' ? -minutes : minutes;
}

const clean = (words: string | undefined): string => (words ?? '').replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().slice(0, 80);

function timeOf(fields: Fields): Pick<CaptureFacts, 'wallMs' | 'field' | 'subSecond' | 'zoneMinutes'> {
  const forms = [
    { field: 'original', time: fields.DateTimeOriginal, fraction: fields.SubSecTimeOriginal, zone: fields.OffsetTimeOriginal },
    { field: 'digitised', time: fields.CreateDate, fraction: fields.SubSecTimeDigitized, zone: fields.OffsetTimeDigitized },
    { field: 'modified', time: fields.ModifyDate, fraction: fields.SubSecTime, zone: undefined },
  ] as const;
  for (const { field, time, fraction, zone } of forms) {
    const wallMs = wallClock(time);
    if (wallMs === undefined) continue;
    const digits = /^\d{1,9}/.exec(fraction?.trim() ?? '')?.[0];
    const minutes = zoneMinutes(zone?.trim() ?? fields.OffsetTime?.trim());
    return {
      field, wallMs: wallMs + (digits === undefined ? 0 : Math.round(Number(`0.${digits}`) * 1000)), subSecond: digits !== undefined,
      ...(minutes === undefined ? {} : { zoneMinutes: minutes }),
    };
  }
  return {};
}

function factsOf(fields: Fields): CaptureFacts {
  const [maker, model] = [clean(fields.Make), clean(fields.Model)];
  const camera = model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`.trim();
  const serial = clean(fields.BodySerialNumber ?? fields.SerialNumber);
  const { ExposureTime: seconds, FNumber: aperture, ISO: iso, Flash: flash, latitude, longitude } = fields;
  return {
    ...timeOf(fields),
    ...(camera === '' ? {} : { camera, clock: `${camera}|${serial}` }),
    ...(seconds !== undefined && aperture !== undefined && iso !== undefined && iso > 0 ? { exposureValue: Math.log2(aperture ** 2 / seconds) - Math.log2(iso / 100) } : {}),
    ...(flash === undefined ? {} : { flash: (flash & 1) === 1 }),
    ...(latitude !== undefined && longitude !== undefined && !(latitude === 0 && longitude === 0) ? { place: { latitude, longitude } } : {}),
  };
}

/** A WebP file's EXIF is found by sharp only. */
async function exifBytes(bytes: Buffer): Promise<Buffer> {
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  const exif = isWebp ? (await sharp(bytes).metadata()).exif : undefined;
  return exif ? exif.subarray(exif.toString('latin1', 0, 4) === 'Exif' ? 6 : 0) : bytes;
}

/** Never throws: damaged or missing EXIF gives fewer facts. Places are not even read unless `places`. */
export async function readCapture(bytes: Buffer, places: boolean): Promise<CaptureFacts> {
  try {
    const raw: unknown = await exifr.parse(await exifBytes(bytes), { pick: places ? [...FIELDS, ...PLACE] : FIELDS, reviveValues: false, translateValues: false });
    return raw === undefined || raw === null ? {} : factsOf(Fields.parse(raw));
  } catch {
    return {};
  }
}
