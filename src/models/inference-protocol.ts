/** What the engine and its inference threads say to each other. All of it survives structured cloning. */
import type { ErrorCode } from '@aima/contract';
import type { ModelKind, SpokenToken, Tensor } from '@aima/sdk';

export type Device = 'cpu' | 'cuda';

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
}

export interface LoadRequest {
  model: string;
  kind: ModelKind;
  /** ONNX networks by role, verified. */
  networks: Readonly<Record<string, Uint8Array>>;
  device: Device;
  /** Threads of one call. */
  threads: number;
}

export type ThreadRequest =
  | { do: 'load'; load: LoadRequest }
  | { do: 'call'; model: string; request: Calls[ModelKind]['request'] }
  | { do: 'close' };

/** Errors lose their class between threads, so their parts travel. */
export type ThreadReply = { value: Calls[ModelKind]['reply'] | undefined } | { code: ErrorCode; message: string; details: Readonly<Record<string, string | number | boolean>> };
