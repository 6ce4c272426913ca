/** TensorFlow.js itself, on its WASM backend: what converted networks have to agree with. */
import { readFile } from 'node:fs/promises';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import type * as TfConverter from '@tensorflow/tfjs-converter';
import type * as TfCore from '@tensorflow/tfjs-core';
import type * as TfLayers from '@tensorflow/tfjs-layers';
import type * as TfWasm from '@tensorflow/tfjs-backend-wasm';
import type * as FaceApi from '@vladmandic/face-api';

// face-api asks for the package that bundles all of TensorFlow.js; its core is all that it uses.
registerHooks({ resolve: (name, context, next) => next(name === '@tensorflow/tfjs' ? '@tensorflow/tfjs-core' : name, context) });

// All parts have to share one instance of the core, so all are loaded as CommonJS.
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-core') as typeof TfCore;
const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof TfWasm;
const converter = require('@tensorflow/tfjs-converter') as typeof TfConverter;
const layersApi = require('@tensorflow/tfjs-layers') as typeof TfLayers;

/** Pixels [n, height, width, 3], as bytes. */
export interface Pixels {
  dims: readonly [number, number, number, number];
  data: Uint8Array;
}

/** Files of a model with its weight manifest; weights may lie in several, and all of them in scripts that export them. */
export interface ModelFilePaths {
  model: string;
  weights: readonly string[];
}

export interface Oracle {
  /** Outputs of a graph model for one image at a time, `prepare` in between, joined along the batch. */
  graph(files: ModelFilePaths, pixels: Pixels, prepare: (x: TfCore.Tensor4D) => TfCore.Tensor, outputs: readonly string[]): Promise<Float32Array[]>;
  /** Output of a layers model, in the same way. */
  layers(files: ModelFilePaths, pixels: Pixels, prepare: (x: TfCore.Tensor4D) => TfCore.Tensor): Promise<Float32Array>;
  faceSsd(files: { manifest: string; weights: string }, pixels: Pixels): Promise<{ boxes: Float32Array; scores: Float32Array }>;
  faceDescriptor(files: { manifest: string; weights: string }, pixels: Pixels): Promise<Float32Array>;
  faceYears(files: { manifest: string; weights: string }, pixels: Pixels): Promise<Float32Array>;
  faceExpressions(files: { manifest: string; weights: string }, pixels: Pixels): Promise<Float32Array>;
  tf: typeof TfCore;
  /** Milliseconds for each image of the last call, loading left out, the first one's warming up included. */
  imageMs(): readonly number[];
}

function images({ dims: [count, height, width, channels], data }: Pixels): TfCore.Tensor4D[] {
  const size = height * width * channels;
  return Array.from({ length: count }, (_, i) => tf.tensor4d(Float32Array.from(data.subarray(i * size, (i + 1) * size)), [1, height, width, channels]));
}

const times: number[] = [];

function timed<T>(pixels: Pixels, evaluate: (image: TfCore.Tensor4D) => T): T[] {
  times.length = 0;
  return images(pixels).map((image) => {
    const from = performance.now();
    const value = evaluate(image);
    times.push(performance.now() - from);
    return value;
  });
}

function join(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((offset, part) => (joined.set(part, offset), offset + part.length), 0);
  return joined;
}

const exactBuffer = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer;
const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T; // a package's own file

/** What a model is loaded from. A script is loaded as the module that it is. */
async function artifacts({ model, weights }: ModelFilePaths): Promise<TfCore.io.ModelArtifacts> {
  const isScript = model.endsWith('.js');
  const { modelTopology, weightsManifest } = isScript ? require(model) as TfCore.io.ModelJSON : await json<TfCore.io.ModelJSON>(model);
  const pieces = await Promise.all(weights.map(async (file) => (isScript ? Buffer.from(require(file) as string, 'base64') : readFile(file))));
  return { modelTopology, weightSpecs: weightsManifest.flatMap((group) => group.weights), weightData: exactBuffer(Buffer.concat(pieces)) };
}

async function layers(files: ModelFilePaths, pixels: Pixels, prepare: (x: TfCore.Tensor4D) => TfCore.Tensor): Promise<Float32Array> {
  const loaded = await artifacts(files);
  const model = await layersApi.loadLayersModel({ load: () => Promise.resolve(loaded) });
  const perImage = timed(pixels, (image) => tf.tidy(() => {
    const values = model.predict(prepare(image));
    if (Array.isArray(values)) throw new Error('several outputs');
    return Float32Array.from(values.dataSync());
  }));
  model.dispose();
  return join(perImage);
}

async function graph(files: ModelFilePaths, pixels: Pixels, prepare: (x: TfCore.Tensor4D) => TfCore.Tensor, outputs: readonly string[]): Promise<Float32Array[]> {
  const loaded = await artifacts(files);
  const model = await converter.loadGraphModel({ load: () => Promise.resolve(loaded) });
  const perImage = timed(pixels, (image) => tf.tidy(() => {
    const values = model.execute(prepare(image), [...outputs]);
    return (Array.isArray(values) ? values : [values]).map((value) => Float32Array.from(value.dataSync()));
  }));
  model.dispose();
  return outputs.map((_, i) => join(perImage.map((values) => values[i] ?? new Float32Array(0))));
}

async function weightMap({ manifest, weights }: { manifest: string; weights: string }): Promise<TfCore.NamedTensorMap> {
  const groups = await json<TfCore.io.WeightsManifestConfig>(manifest);
  return tf.io.decodeWeights(exactBuffer(await readFile(weights)), groups.flatMap((group) => group.weights));
}

/** face-api's own code, running its own networks. */
function faceApi(): typeof FaceApi {
  // It calls a few operations as methods, which TensorFlow.js' bundle would have added to every tensor.
  const methods: Record<string, unknown> = Object.getPrototypeOf(tf.scalar(0)) as Record<string, unknown>;
  methods['div'] ??= function div(this: TfCore.Tensor, by: number) { return tf.div(this, by); };
  methods['as1D'] ??= function as1D(this: TfCore.Tensor) { return tf.reshape(this, [this.size]); };
  methods['as2D'] ??= function as2D(this: TfCore.Tensor, ...shape: [number, number]) { return tf.reshape(this, shape); };
  methods['as3D'] ??= function as3D(this: TfCore.Tensor, ...shape: [number, number, number]) { return tf.reshape(this, shape); };
  methods['as4D'] ??= function as4D(this: TfCore.Tensor, ...shape: [number, number, number, number]) { return tf.reshape(this, shape); };
  methods['mean'] ??= function mean(this: TfCore.Tensor, axes: number[]) { return tf.mean(this, axes); };
  return require('@vladmandic/face-api/dist/face-api.node-wasm.js') as typeof FaceApi;
}

/** @throws Error if the WASM backend cannot start */
export async function startOracle(): Promise<Oracle> {
  wasm.setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no WASM backend here.');
  const { SsdMobilenetv1, FaceRecognitionNet, AgeGenderNet, FaceExpressionNet, NetInput } = faceApi();
  return {
    tf,
    imageMs: () => [...times],
    graph,
    layers,
    async faceSsd(files, pixels) {
      const net = new SsdMobilenetv1();
      net.loadFromWeightMap(await weightMap(files) as never); // face-api brings its own copy of the same types
      const results = timed(pixels, (image) => net.forwardInput(new NetInput([image as never])));
      return {
        boxes: join(results.flatMap(({ boxes }) => boxes.map((value) => Float32Array.from(value.dataSync())))),
        scores: join(results.flatMap(({ scores }) => scores.map((value) => Float32Array.from(value.dataSync())))),
      };
    },
    async faceDescriptor(files, pixels) {
      const net = new FaceRecognitionNet();
      net.loadFromWeightMap(await weightMap(files) as never); // as above
      return join(timed(pixels, (image) => Float32Array.from(net.forwardInput(new NetInput([image as never])).dataSync())));
    },
    async faceYears(files, pixels) {
      const net = new AgeGenderNet();
      net.loadFromWeightMap(await weightMap(files) as never); // as above
      return join(timed(pixels, (image) => Float32Array.from(net.forwardInput(new NetInput([image as never])).age.dataSync())));
    },
    async faceExpressions(files, pixels) {
      const net = new FaceExpressionNet();
      net.loadFromWeightMap(await weightMap(files) as never); // as above
      return join(timed(pixels, (image) => Float32Array.from(net.forwardInput(new NetInput([image as never])).dataSync())));
    },
  };
}
