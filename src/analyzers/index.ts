/** Every analyzer there is, in the order in which results list them. */
import type { Analyzer } from '@aima/sdk';
import { audioAnalysis } from './audio-analysis.ts';
import { audioEnvironment } from './audio-environment.ts';
import { backgroundSegmentation } from './background-segmentation.ts';
import { bodyPose } from './body-pose.ts';
import { cameraAnalysis } from './camera-analysis.ts';
import { colorAnalysis } from './color-analysis.ts';
import { contentQuality } from './content-quality.ts';
import { cutAnalysis } from './cut-analysis.ts';
import { depthEstimation } from './depth-estimation.ts';
import { faceDetection } from './face-detection.ts';
import { handGesture } from './hand-gesture.ts';
import { languageIdentification } from './language-identification.ts';
import { nsfwRating } from './nsfw-rating.ts';
import { objectDetection } from './object-detection.ts';
import { sceneSegmentation } from './scene-segmentation.ts';
import { soundEffects } from './sound-effects.ts';
import { speechEmotion } from './speech-emotion.ts';
import { speechTranscription } from './speech-transcription.ts';
import { textOverlay } from './text-overlay.ts';
import { voiceActivity } from './voice-activity.ts';

export const analyzers: readonly Analyzer[] = [
  cutAnalysis, sceneSegmentation, cameraAnalysis, colorAnalysis, contentQuality,
  objectDetection, bodyPose, handGesture, backgroundSegmentation, faceDetection, textOverlay, depthEstimation, nsfwRating,
  audioAnalysis, speechTranscription, voiceActivity, languageIdentification, speechEmotion, audioEnvironment, soundEffects,
];
