import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { openDecode, probe, sha256OfFile } from './index.ts';
import { decodeAll, ffmpeg, seeAll, tempFolder } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);
beforeEach(() => { vi.unstubAllEnvs(); });

const CLIP = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=0.2'];
const TONE = ['-f', 'lavfi', '-i', 'sine=duration=0.5'];

test('says what is wrong with what is no medium', async () => {
  writeFileSync(folder.at('empty.mp4'), '');
  writeFileSync(folder.at('text.mp4'), 'This is no video.\n'.repeat(500));
  writeFileSync(folder.at('noise.mp4'), Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * i * 31 + i * 7) % 251)));
  writeFileSync(folder.at('cut.jpg'), Buffer.from('ffd8ffe000104a464946', 'hex'));
  mkdirSync(folder.at('folder.mp4'));
  for (const [name, code] of [['gone.mp4', 'MEDIA_MISSING'], ['empty.mp4', 'MEDIA_EMPTY'], ['text.mp4', 'MEDIA_UNREADABLE'], ['noise.mp4', 'MEDIA_UNREADABLE'], ['cut.jpg', 'MEDIA_UNREADABLE'], ['folder.mp4', 'MEDIA_UNREADABLE']] as const) {
    await expect(probe(folder.at(name)), name).rejects.toMatchObject({ code, message: expect.stringContaining(`'${name}'`) as string });
    const { message } = await probe(folder.at(name)).catch((error: Error) => error) as Error;
    expect(message).not.toContain(folder.at(''));
  }
});

test('a container without picture and sound is not supported', async () => {
  writeFileSync(folder.at('words.srt'), '1\n00:00:00,000 --> 00:00:01,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nAgain\n');
  ffmpeg(['-i', folder.at('words.srt'), folder.at('words.mkv')]);
  await expect(probe(folder.at('words.mkv'))).rejects.toMatchObject({ code: 'MEDIA_UNSUPPORTED', message: expect.stringContaining('only subtitles') as string });
  await expect(probe(folder.at('words.srt'))).rejects.toMatchObject({ code: 'MEDIA_UNSUPPORTED' });
});

test('no file makes another one or the network be read', async () => {
  ffmpeg([...CLIP, '-c:v', 'libx264', folder.at('secret.mp4')]);
  ffmpeg([...CLIP, '-c:v', 'libx264', '-f', 'mpegts', folder.at('secret.ts')]);
  let asked = 0;
  const server = createServer((_, reply) => {
    asked++;
    reply.end();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/x.ts`;
  const hostile: Record<string, string> = {
    'list.m3u8': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${url}\n#EXT-X-ENDLIST\n`,
    'local.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${folder.at('secret.ts')}\n#EXT-X-ENDLIST\n`,
    'space.mp4': `\n\n  #EXTM3U\n#EXTINF:1,\n${folder.at('secret.ts')}\n`,
    'list.ffconcat': `ffconcat version 1.0\nfile '${folder.at('secret.mp4')}'\n`,
    'list.mp4': `ffconcat version 1.0\nfile secret.mp4\n`,
    'call.sdp': 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
    'dash.mpd': `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><BaseURL>${url}</BaseURL></Period></MPD>`,
    'picture.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="${url}" width="9" height="9"/></svg>`,
    'pattern.mp4': 'secret%03d.mp4',
  };
  for (const [name, text] of Object.entries(hostile)) {
    writeFileSync(folder.at(name), text);
    await expect(probe(folder.at(name)), name).rejects.toMatchObject({ code: expect.stringMatching(/^MEDIA_(UNSUPPORTED|UNREADABLE)$/) as string });
  }
  server.close();
  expect(asked).toBe(0);
});

test('names are names, whatever signs they have', async () => {
  const names = ['two words.mp4', 'Übergrößen ñ.mp4', 'film 🎬.mp4', '-i.mp4', '--help.mp4', 'line\nbreak.mp4', 'shot%03d.mp4', 'a:b.mp4', 'http:x.mp4', 'pipe:0', "it's \"quoted\" $HOME `x`.mp4", '[0:v]=,;.mp4', 'back\\slash.mp4', `${'n'.repeat(251)}.mp4`, 'concat:a|b.mp4', '*?.mp4'];
  ffmpeg([...CLIP, '-c:v', 'libx264', '-f', 'mp4', folder.at('source')]);
  await Promise.all(names.map(async (name) => {
    writeFileSync(folder.at(name), readFileSync(folder.at('source')));
    expect((await decodeAll(folder.at(name))).everyFrame.length, name).toBe(5);
  }));
  for (const name of ['photo%03d.jpg', '-o photo[0].png', 'photo[page=2].png']) {
    ffmpeg([...CLIP, '-frames:v', '1', '-f', 'image2', '-update', '1', '-c:v', name.endsWith('jpg') ? 'mjpeg' : 'png', folder.at('one')]);
    writeFileSync(folder.at(name), readFileSync(folder.at('one')));
    expect((await probe(folder.at(name))).facts.kind, name).toBe('image');
  }
});

test('a relative name with a leading dash is a file too', async () => {
  ffmpeg([...CLIP, '-c:v', 'libx264', folder.at('-y.mp4')]);
  const before = process.cwd();
  process.chdir(folder.at(''));
  try {
    expect((await decodeAll('-y.mp4')).everyFrame).toHaveLength(5);
  } finally {
    process.chdir(before);
  }
});

test('sound with a cover picture is sound', async () => {
  ffmpeg([...TONE, ...CLIP, '-map', '0', '-map', '1', '-frames:v', '1', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic', folder.at('song.mp3')]);
  const { facts } = await probe(folder.at('song.mp3'));
  expect(facts).toMatchObject({ kind: 'audio', hasAudio: true, audioCodec: 'mp3', container: 'mp3' });
  expect(facts).not.toHaveProperty('width');
});

test.each([
  ['video.mp4', ['-c:v', 'libx264', '-c:a', 'aac'], { kind: 'video', container: 'mp4', videoCodec: 'h264', audioCodec: 'aac', fps: 25, variableFrameRate: false, hasAudio: true }],
  ['video.webm', ['-c:v', 'libvpx', '-c:a', 'libvorbis'], { kind: 'video', container: 'webm', videoCodec: 'vp8', audioCodec: 'vorbis' }],
  ['video.avi', ['-c:v', 'mpeg4', '-c:a', 'mp3'], { kind: 'video', container: 'avi', videoCodec: 'mpeg4', audioCodec: 'mp3' }],
  ['video.ts', ['-c:v', 'libx264', '-c:a', 'mp2'], { kind: 'video', container: 'mpegts' }],
  ['sound.wav', ['-vn'], { kind: 'audio', container: 'wav', sampleRateHz: 44_100, audioChannels: 1, bitsPerSample: 16, durationMs: 500 }],
  ['sound.ogg', ['-vn', '-c:a', 'libvorbis'], { kind: 'audio', container: 'ogg' }],
  ['sound.flac', ['-vn'], { kind: 'audio', container: 'flac', audioCodec: 'flac' }],
])('knows %s', async (name, codecs, facts) => {
  ffmpeg([...CLIP, ...TONE, ...codecs, folder.at(name)]);
  expect((await probe(folder.at(name))).facts).toMatchObject(facts);
});

test('a video without sound says so, and its sound streams are empty', async () => {
  ffmpeg([...CLIP, '-c:v', 'libx264', folder.at('mute.mp4')]);
  const { probed, sounds, everyFrame } = await decodeAll(folder.at('mute.mp4'), { audio: [{ sampleRateHz: 16_000, channels: 1, windowMs: 100 }] });
  expect(probed.facts.hasAudio).toBe(false);
  expect(sounds).toEqual([{ samples: [], times: [] }]);
  expect(everyFrame).toHaveLength(5);
});

test('without ffmpeg, the error says what is missing', async () => {
  ffmpeg([...CLIP, '-c:v', 'libx264', folder.at('fine.mp4')]);
  const probed = await probe(folder.at('fine.mp4'));
  vi.stubEnv('AIMA_FFPROBE', folder.at('no-ffprobe'));
  vi.stubEnv('AIMA_FFMPEG', folder.at('no-ffmpeg'));
  await expect(probe(folder.at('fine.mp4'))).rejects.toMatchObject({ code: 'FFMPEG_MISSING' });
  const decode = openDecode({ probe: probed, sampled: [], everyFrame: true, audio: [], signal: new AbortController().signal });
  await expect(seeAll(decode.everyFrame)).rejects.toMatchObject({ code: 'FFMPEG_MISSING' });
  await expect(decode.end).rejects.toMatchObject({ code: 'FFMPEG_MISSING' });
});

test('hashes a file in one pass', async () => {
  writeFileSync(folder.at('abc'), 'abc');
  expect(await sha256OfFile(folder.at('abc'))).toEqual({ sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', sizeBytes: 3 });
  await expect(sha256OfFile(folder.at('abc'), AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(sha256OfFile(folder.at('none'))).rejects.toMatchObject({ code: 'MEDIA_MISSING' });
});
