/** The pictures that the sample film is put together from: drawn here, nothing from elsewhere. */
import sharp from 'sharp';
import { writtenLine } from './letters.ts';

export const WIDTH = 640;
export const HEIGHT = 360;
/** The picture that a camera pans over is so much wider than a frame. */
export const PAN_WIDTH = 1600;

const DARK = '#111827';
const LIGHT = '#f3f4f6';

const svg = (width: number, height: number, content: string): Buffer => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`);
const box = (width: number, height: number, colour: string): string => `<rect width="${width}" height="${height}" fill="${colour}"/>`;
const caption = (text: string): string => `<rect y="${HEIGHT - 64}" width="${WIDTH}" height="64" fill="${DARK}" fill-opacity="0.85"/>${writtenLine(text, { x: WIDTH / 2, y: HEIGHT - 32, height: 26, colour: '#ffffff' })}`;

const title = (large: string, small: string): string => box(WIDTH, HEIGHT, DARK)
  + writtenLine(large, { x: WIDTH / 2, y: 150, height: 90, colour: LIGHT }) + writtenLine(small, { x: WIDTH / 2, y: 260, height: 30, colour: '#93c5fd' });

const tree = (x: number, y: number): string => `<rect x="${x - 5}" y="${y}" width="10" height="40" fill="#78350f"/><circle cx="${x}" cy="${y - 14}" r="30" fill="#15803d"/>`;
const house = (x: number, y: number, wall: string): string => `<rect x="${x}" y="${y}" width="110" height="80" fill="${wall}"/><path d="M${x - 12} ${y}L${x + 55} ${y - 50}L${x + 122} ${y}Z" fill="#b91c1c"/><rect x="${x + 16}" y="${y + 20}" width="24" height="24" fill="#fde68a"/><rect x="${x + 68}" y="${y + 28}" width="24" height="52" fill="#451a03"/>`;

const landscape = `<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#60a5fa"/><stop offset="1" stop-color="#e0f2fe"/></linearGradient></defs>
<rect width="${PAN_WIDTH}" height="${HEIGHT}" fill="url(#s)"/><circle cx="240" cy="70" r="38" fill="#fbbf24"/>
<path d="M0 240Q200 120 420 230T860 210T1300 235T${PAN_WIDTH} 190V360H0Z" fill="#65a30d"/><path d="M0 290Q320 230 700 285T${PAN_WIDTH} 270V360H0Z" fill="#3f6212"/>
${[90, 330, 560, 640, 980, 1240, 1310, 1520].map((x, i) => tree(x, 230 + (i % 3) * 12)).join('')}${house(410, 190, '#fef3c7')}${house(780, 200, '#e0e7ff')}${house(1090, 185, '#fce7f3')}`;

/** Rings with dots: wherever one looks closer there is an edge. */
const rings = Array.from({ length: 14 }, (_, i) => `<circle cx="960" cy="540" r="${(14 - i) * 70}" fill="${i % 2 === 0 ? '#7c3aed' : '#fde68a'}"/>`).join('')
  + Array.from({ length: 60 }, (_, i) => `<circle cx="${960 + (60 + i * 15) * Math.cos(i * 2.4)}" cy="${540 + (60 + i * 15) * Math.sin(i * 2.4)}" r="${6 + i / 6}" fill="#0f766e"/>`).join('');

const picture = (width: number, height: number, content: string): Promise<Buffer> => sharp(svg(width, height, content)).png({ compressionLevel: 6 }).toBuffer();

/** PNG files by name. */
export async function samplePictures(): Promise<Record<string, Buffer>> {
  const drawn: readonly (readonly [name: string, width: number, height: number, content: string])[] = [
    ['title', WIDTH, HEIGHT, title('AIMA', 'MADE BY ITSELF')],
    ['ground', WIDTH, HEIGHT, box(WIDTH, HEIGHT, '#fef9c3') + caption('MOVING SHAPES')],
    ['ball', 90, 90, '<circle cx="45" cy="45" r="42" fill="#dc2626"/>'],
    ['block', 100, 100, '<rect x="4" y="4" width="92" height="92" rx="8" fill="#2563eb"/>'],
    ['wedge', 110, 100, '<path d="M55 4L106 96H4Z" fill="#059669"/>'],
    ['pan', PAN_WIDTH, HEIGHT, landscape],
    ['pan-caption', WIDTH, HEIGHT, caption('SLOW PAN')],
    ['rings', 1920, 1080, rings],
    ['rings-caption', WIDTH, HEIGHT, caption('ZOOM IN')],
    ['end', WIDTH, HEIGHT, title('THE END', 'SEE WHAT AIMA FINDS')],
  ];
  return Object.fromEntries(await Promise.all(drawn.map(async ([name, width, height, content]) => [name, await picture(width, height, content)] as const)));
}

/** For a machine that cannot make films: all of it in one picture. */
export const samplePhoto = (): Promise<Buffer> => sharp(svg(PAN_WIDTH, 900, `${box(PAN_WIDTH, 900, DARK)}<g transform="translate(0 270)">${landscape}</g>${writtenLine('AIMA', { x: PAN_WIDTH / 2, y: 120, height: 110, colour: LIGHT })}${writtenLine('MADE BY ITSELF', { x: PAN_WIDTH / 2, y: 760, height: 60, colour: '#93c5fd' })}`)).jpeg({ quality: 90 }).toBuffer();
