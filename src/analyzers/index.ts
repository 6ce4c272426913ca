/** Every analyzer there is, in the order in which results list them. */
import type { Analyzer } from '@aima/sdk';
import { ageEstimation } from './age-estimation.ts';
import { audioAnalysis } from './audio-analysis.ts';
import { audioEnvironment } from './audio-environment.ts';
import { audioVisualSync } from './audio-visual-sync.ts';
import { backgroundSegmentation } from './background-segmentation.ts';
import { bodyLanguage } from './body-language.ts';
import { bodyPose } from './body-pose.ts';
import { cameraAnalysis } from './camera-analysis.ts';
import { colorAnalysis } from './color-analysis.ts';
import { commentCtaDetection } from './comment-cta-detection.ts';
import { compositionAnalysis } from './composition-analysis.ts';
import { contentQuality } from './content-quality.ts';
import { crossAnalyzerIntelligence } from './cross-analyzer-intelligence.ts';
import { cutAnalysis } from './cut-analysis.ts';
import { depthEstimation } from './depth-estimation.ts';
import { describers } from './describers.ts';
import { emotionDetection } from './emotion-detection.ts';
import { eyeTracking } from './eye-tracking.ts';
import { faceDetection } from './face-detection.ts';
import { facialDetails } from './facial-details.ts';
import { gestureRecognition } from './gesture-recognition.ts';
import { handGesture } from './hand-gesture.ts';
import { imageEmbedding } from './image-embedding.ts';
import { languageIdentification } from './language-identification.ts';
import { noiseReduction } from './noise-reduction.ts';
import { nsfwRating } from './nsfw-rating.ts';
import { objectDetection } from './object-detection.ts';
import { productDetection } from './product-detection.ts';
import { sceneDescription } from './scene-description.ts';
import { sceneSegmentation } from './scene-segmentation.ts';
import { soundEffects } from './sound-effects.ts';
import { speakerDiarization } from './speaker-diarization.ts';
import { speechEmotion } from './speech-emotion.ts';
import { speechFlow } from './speech-flow.ts';
import { speechRate } from './speech-rate.ts';
import { speechTranscription } from './speech-transcription.ts';
import { temporalConsistency } from './temporal-consistency.ts';
import { temporalFlow } from './temporal-flow.ts';
import { textOverlay } from './text-overlay.ts';
import { trendAnalysis } from './trend-analysis.ts';
import { visualEffects } from './visual-effects.ts';
import { voiceActivity } from './voice-activity.ts';

export const analyzers: readonly Analyzer[] = [
  cutAnalysis, sceneSegmentation, temporalFlow, sceneDescription, cameraAnalysis, colorAnalysis, contentQuality, visualEffects, temporalConsistency,
  objectDetection, productDetection, bodyPose, handGesture, gestureRecognition, bodyLanguage, backgroundSegmentation, faceDetection, facialDetails, compositionAnalysis, eyeTracking, ageEstimation, emotionDetection, textOverlay, depthEstimation, imageEmbedding, nsfwRating,
  audioAnalysis, speechTranscription, voiceActivity, languageIdentification, speakerDiarization, noiseReduction, speechEmotion, speechRate, speechFlow, audioVisualSync, commentCtaDetection, audioEnvironment, soundEffects,
  ...describers,
  crossAnalyzerIntelligence, trendAnalysis,
];
