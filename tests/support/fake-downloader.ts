/**
 * Stands in for yt-dlp: understands the options that AIMA gives it as the real program does, goes through the proxy that
 * it is given, prints what it is asked to print, and refuses options that it does not know.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PROGRAM = String.raw`
const fs = require('node:fs'), http = require('node:http'), path = require('node:path'), { spawn } = require('node:child_process');
const flags = new Set(['--ignore-config', '--no-cache-dir', '--no-exec', '--no-cookies', '--no-cookies-from-browser', '--no-playlist', '--no-live-from-start', '--abort-on-unavailable-fragments', '--no-mtime', '--no-write-comments', '--no-colors', '--restrict-filenames', '--newline', '--progress', '--no-simulate']);
const values = new Set(['--playlist-items', '--match-filters', '--proxy', '--max-filesize', '--socket-timeout', '--retries', '--fragment-retries', '--downloader', '--format', '--paths', '--output', '--progress-template', '--print']);
const given = {}, argv = process.argv.slice(2);
let at = 0;
for (; argv[at] !== '--'; at++) {
  if (argv[at] === undefined) { console.error('Usage: no URL'); process.exit(2); }
  if (flags.has(argv[at])) given[argv[at]] = true;
  else if (values.has(argv[at])) (given[argv[at]] ??= []).push(argv[++at]);
  else { console.error('yt-dlp: error: no such option: ' + argv[at]); process.exit(2); }
}
const url = new URL(argv[at + 1]);
fs.appendFileSync(process.env.HOME + '/calls.json', JSON.stringify({ given, url: url.href, env: process.env, cwd: process.cwd() }) + '\n');
const proxy = new URL(given['--proxy'].at(-1));
const get = (target) => new Promise((resolve, reject) => http.get({ host: proxy.hostname, port: proxy.port, path: target, agent: false, headers: { host: new URL(target).host, 'proxy-authorization': 'Basic ' + btoa(proxy.username + ':' + proxy.password) } }, resolve).on('error', reject));
const fail = (why) => { console.error('ERROR: [generic] ' + why); process.exit(1); };
const text = async (answer) => { let all = ''; for await (const part of answer) all += part; return all; };
(async () => {
  const page = await get(url.href);
  if (page.statusCode !== 200) fail('Unable to download webpage: HTTP Error ' + page.statusCode);
  const html = await text(page);
  const find = (pattern) => pattern.exec(html)?.[1];
  if (html.includes('LIVE')) return; // filtered: quiet, and no error
  if (html.includes('HANG')) { spawn('sleep', ['300'], { stdio: 'ignore' }); console.error('hanging'); return void setInterval(() => {}, 1000); }
  const source = find(/<video [^>]*?src="([^"]+)"/);
  if (!source) fail('Unsupported URL: ' + url.href);
  const prints = given['--print'].map((each) => /^(before_dl|after_move):(.*)$/.exec(each));
  for (const [, when, what] of prints) if (when === 'before_dl') console.log(what);
  const answer = await get(new URL(source, url).href);
  if (answer.statusCode !== 200) fail('unable to download video data: HTTP Error ' + answer.statusCode);
  const total = Number(answer.headers['content-length'] ?? 'NaN');
  if (total > Number(given['--max-filesize'].at(-1))) return;
  const file = path.join(given['--paths'].at(-1), given['--output'].at(-1).replace('%(ext)s', 'mp4'));
  const out = fs.createWriteStream(file + '.part');
  let here = 0;
  answer.on('error', (error) => fail('connection reset: ' + error.message));
  for await (const part of answer) { here += part.length; out.write(part); console.log('aima-progress ' + here + '.0 ' + (total || 'NA')); }
  await new Promise((done) => out.end(done));
  fs.renameSync(file + '.part', file);
  const named = html.includes('ELSEWHERE') ? '/etc/hostname' : file;
  for (const [, when, what] of prints) if (when === 'after_move') console.log(what.split('%(')[0] + JSON.stringify({ filepath: named, title: find(/<title>(.*?)</) ?? null, uploader: find(/data-by="(.*?)"/) ?? null, extractor_key: 'Generic', webpage_url: url.href, upload_date: '20260203' }));
})().catch((error) => fail(error.message));
`;

/** Puts the program into `folder`; @returns its path. Its calls are noted in HOME/calls.json. */
export function fakeDownloader(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'yt-dlp');
  writeFileSync(file, `#!${process.execPath}\n${PROGRAM}`);
  chmodSync(file, 0o755);
  return file;
}
