/**
 * Makes the picture of the README from media of our own: a small film is drawn and spoken by ffmpeg and espeak-ng,
 * analysed by the real command, and its page photographed. `node scripts/readme-picture.ts`
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURE = path.join(ROOT, 'docs', 'images', 'report.png');
const FPS = 25;
const SIZE = '1280x720';
const WORDS = 'This film was made by a program. It shows colours, text and movement, so that there is something to find.';

const title = (text: string, from: number, to: number): string =>
  `drawtext=text='${text}':fontsize=84:fontcolor=white:borderw=5:bordercolor=black:x=(w-text_w)/2:y=h*0.72:enable='between(t,${from},${to})'`;

const work = mkdtempSync(path.join(tmpdir(), 'aima-picture-'));
try {
  const voice = path.join(work, 'voice.wav');
  const film = path.join(work, 'a film made by a program.mp4');
  execFileSync('espeak-ng', ['-v', 'en-us', '-s', '150', '-w', voice, WORDS]);
  const shots = [
    `gradients=size=${SIZE}:rate=${FPS}:duration=4:speed=0.02:c0=0x0b3954:c1=0xff6663:nb_colors=2`,
    `mandelbrot=size=${SIZE}:rate=${FPS}:end_pts=200`,
    `life=size=320x180:rate=${FPS}:mold=10:ratio=0.1:death_color=0xC83232:life_color=0x00ff7f,scale=${SIZE.replace('x', ':')}:flags=neighbor`,
  ];
  const cut = (i: number, text: string): string => `[${i}:v]trim=duration=4,setpts=PTS-STARTPTS,format=yuv420p,${title(text, 0.6, 3.4)}[v${i}]`;
  execFileSync('ffmpeg', [
    '-v', 'error', ...shots.flatMap((shot) => ['-f', 'lavfi', '-i', shot]), '-i', voice,
    '-filter_complex', `${cut(0, 'HELLO AGAIN')};${cut(1, 'DEEPER AND DEEPER')};${cut(2, 'THE END')};[v0][v1][v2]concat=n=3,fade=t=out:st=11:d=1[v];[3:a]adelay=800:all=1,apad,atrim=duration=12[a]`,
    '-map', '[v]', '-map', '[a]', '-c:v', 'libx264', '-crf', '20', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film,
  ]);
  execFileSync(process.execPath, [path.join(ROOT, 'src/bin/cli.ts'), 'analyze', film, '--out', work, '--lang', 'en'], { stdio: 'inherit' });
  mkdirSync(path.dirname(PICTURE), { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env['AIMA_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1240 }, colorScheme: 'dark' });
    await page.goto(`${pathToFileURL(`${film}.html`).href}#t=5.2`);
    await page.waitForFunction('document.querySelector("video").readyState >= 2');
    await page.waitForTimeout(800);
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
