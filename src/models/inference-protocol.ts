/** What the engine and its inference processes say to each other. All of it survives structured cloning. */
import type { ErrorCode } from '@aima/contract';
import type { HostedKind, SpeakerTurn, SpokenToken, Tensor } from '@aima/sdk';
import type { ModelEntry } from './model-entry.ts';

export type Device = 'cpu' | 'cuda';
export type Precision = 'float32' | 'float16';

export type Tensors = Readonly<Record<string, Tensor>>;

/** What a listener remembers between windows. */
export interface ListenerMemory {
  /** Recurrent state, 2 x 1 x 128. */
  state: Float32Array;
  /** The last 64 samples. */
  context: Float32Array;
}

/** Question and answer of one call, by kind of model. */
export interface Calls {
  tensor: { request: Tensors; reply: Tensors };
  voice_activity: { request: { samples: Float32Array; memory: ListenerMemory }; reply: { probabilities: Float32Array; memory: ListenerMemory } };
  speech_to_text: { request: { samples: Float32Array }; reply: { text: string; tokens: readonly SpokenToken[] } };
  speaker_diarization: { request: { samples: Float32Array }; reply: { turns: readonly SpeakerTurn[] } };
  speech_enhancement: { request: { samples: Float32Array }; reply: { samples: Float32Array } };
}

export interface SessionSettings {
  device: Device;
  /** Threads inside one call. */
  threads: number;
}

export interface LoadRequest extends SessionSettings {
  /** The inference process itself reads, verifies and converts what the entry names. */
  entry: ModelEntry;
  modelsFolder: string;
  /** By default float32. */
  precision?: Precision;
}

/** Which device really computed, seen by ONNX Runtime's own profiler. */
export interface DeviceProof {
  asked: Device;
  /** The device that computed the network's heavy node. */
  computed: Device;
  /** Nodes that ran, by execution provider (`CPUExecutionProvider`, `CUDAExecutionProvider`). */
  nodesByProvider: Readonly<Record<string, number>>;
  /** Speed of a 512 x 512 matrix product in float32, 10^9 operations a second; best of several. */
  gigaflops: number;
  /** The same in 16 bits; absent where the device cannot. Much above the other: it has units for that. */
  halfGigaflops?: number;
}

export type InferenceRequest =
  | { do: 'load'; load: LoadRequest }
  | { do: 'call'; model: string; request: Calls[HostedKind]['request'] }
  | { do: 'release'; model: string }
  | { do: 'prove'; settings: SessionSettings };

/** Errors lose their class between processes, so their parts travel. */
export type InferenceReply =
  | { value: Calls[HostedKind]['reply'] | DeviceProof | undefined }
  | { code: ErrorCode; message: string; details: Readonly<Record<string, string | number | boolean>> };
