/** Weights of TensorFlow.js to the bytes of an ONNX model: a pure function of the files and the recipe. */
import { AppError } from '../../kernel/app-error.ts';
import type { Conversion } from '../model-entry.ts';
import { addCenternetDetections } from './centernet-detections.ts';
import { convertExpression } from './face-api/dense-blocks.ts';
import { convertFaceRecognition } from './face-api/face-recognition.ts';
import { convertSsdMobilenet } from './face-api/ssd-mobilenet.ts';
import { convertAge } from './face-api/tiny-xception.ts';
import { convertGraphModel } from './graph-model.ts';
import { convertLayersModel } from './layers-model.ts';
import { bytesOfScript, jsonOfScript } from './umd-files.ts';

/** Part of the cache key: count it up whenever the same weights come out differently. */
export const CONVERTER_VERSION = 1;

/** Contents of an entry's files by role. */
export type FileBytes = Readonly<Record<string, Uint8Array>>;

function bytesOf(files: FileBytes, role: string): Uint8Array {
  const bytes = files[role];
  if (bytes === undefined) throw new AppError('MODEL_UNSUPPORTED', `The conversion needs the file '${role}'.`);
  return bytes;
}

/** Weights as one run of bytes, out of their scripts where they lie in such. */
function weightsOf({ weights, ...conversion }: Conversion, files: FileBytes): Uint8Array {
  const scripts = 'scripts' in conversion;
  const pieces = (typeof weights === 'string' ? [weights] : weights).map((role) => (scripts ? bytesOfScript(bytesOf(files, role)) : bytesOf(files, role)));
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Uint8Array.from(Buffer.concat(pieces));
}

const jsonOf = (bytes: Uint8Array, scripts: true | undefined): Uint8Array => (scripts ? jsonOfScript(bytes) : bytes);

/** @throws AppError MODEL_CORRUPT, MODEL_UNSUPPORTED */
export function convert(conversion: Conversion, files: FileBytes): Uint8Array<ArrayBuffer> {
  const weights = weightsOf(conversion, files);
  switch (conversion.format) {
    case 'tfjs-graph': {
      const { batch, pixels, outputs, tail, scripts } = conversion;
      const converted = convertGraphModel({ graph: jsonOf(bytesOf(files, conversion.graph), scripts), weights, batch, ...(pixels === undefined ? {} : { pixels }) });
      if (tail === 'centernet-detections') addCenternetDetections(converted, outputs);
      else for (const [name, node] of Object.entries(outputs)) converted.graph.output(name, converted.value(node));
      return converted.graph.encode();
    }
    case 'tfjs-layers': return convertLayersModel({ model: jsonOf(bytesOf(files, conversion.layers), conversion.scripts), weights, pixels: conversion.pixels });
    case 'face-api-ssd': return convertSsdMobilenet(bytesOf(files, conversion.manifest), weights);
    case 'face-api-recognition': return convertFaceRecognition(bytesOf(files, conversion.manifest), weights);
    case 'face-api-age': return convertAge(bytesOf(files, conversion.manifest), weights);
    case 'face-api-expression': return convertExpression(bytesOf(files, conversion.manifest), weights);
  }
}
