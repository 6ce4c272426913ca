/**
 * The describers: nine names of the catalogue, one part. Each is a preset over whichever vision-language model the user's
 * server serves; the model that it is named after is asked where the server has it. What the sources fix (frame interval
 * 90, at most 120 pictures, four aspects, one at a time for `blip2`) is fixed here, the rest is our choice.
 */
import type { Analyzer } from '@aima/sdk';
import { describer } from './lib/describer/describer.ts';
import type { DescriberPreset } from './lib/describer/preset.ts';

const usual = { pictures: 8, windowMs: 30_000, unit: 'shot', maxPictures: 240, requestsAtOnce: 2, maxTokens: 1024 } as const;

const presets: readonly DescriberPreset[] = [
  // One picture every 90 frames, four questions about each, one after the other (ANA-43, ANA-44).
  { ...usual, name: 'blip2', form: 'aspects', task: 'Describe the picture.', prefers: ['Salesforce/blip2-flan-t5-xl', 'Salesforce/blip2-opt-2.7b'], pictures: 1, frameInterval: 90, maxPictures: 120, requestsAtOnce: 1 },
  { ...usual, name: 'blip2_video_analyzer', form: 'description', task: 'Describe in two to four sentences what these pictures of one shot show.', prefers: ['Salesforce/blip2-flan-t5-xl', 'Salesforce/blip2-opt-2.7b'], pictures: 4 },
  { ...usual, name: 'qwen2_vl_temporal', form: 'events', task: 'Follow what happens over time.', prefers: ['Qwen/Qwen2-VL-7B-Instruct'], unit: 'window', windowMs: 20_000, pictures: 10 },
  { ...usual, name: 'qwen2_vl_optimized', form: 'description', task: 'Describe in one or two sentences what happens.', prefers: ['Qwen/Qwen2-VL-2B-Instruct', 'Qwen/Qwen2-VL-7B-Instruct-AWQ', 'Qwen/Qwen2-VL-7B-Instruct'], pictures: 3, maxPictures: 120, requestsAtOnce: 4, maxTokens: 384 },
  { ...usual, name: 'video_llava', form: 'description', task: 'Describe in three to five sentences what happens in this part of the video.', prefers: ['LanguageBind/Video-LLaVA-7B-hf'], unit: 'window' },
  { ...usual, name: 'vid2seq', form: 'captions', task: 'Caption this part of the video densely.', prefers: [], unit: 'window', windowMs: 60_000, pictures: 16, maxTokens: 2048 },
  // While the film plays: each question carries the last captions.
  { ...usual, name: 'streaming_dense_captioning', form: 'captions', task: 'Go on captioning the video densely.', prefers: [], unit: 'window', windowMs: 15_000, requestsAtOnce: 1, memory: 12 },
  { ...usual, name: 'tarsier_video_description', form: 'description', task: 'Describe in detail who does what in which order, how things and people look and move, and what the surroundings are.', prefers: ['omni-research/Tarsier-7b', 'omni-research/Tarsier-34b'], maxTokens: 2048 },
  // Experimental and in no profile: generic texts, and rarely successful, as the sources found (ANA-45).
  { ...usual, name: 'auroracap_analyzer', form: 'description', task: 'Describe in one sentence what this part of the video is about.', prefers: ['wchai/AuroraCap-7B-VID-xtuner'], unit: 'window', pictures: 4, maxTokens: 256 },
];

export const describers: readonly Analyzer[] = presets.map(describer);
