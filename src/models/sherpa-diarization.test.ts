import { expect, test } from 'vitest';
import { openDiarization } from './sherpa-diarization.ts';

// The weights are not here; what can be shown is that the runtime loads beside ours and refuses what is no network.
test('networks that are not there are refused, and the process goes on', () => {
  expect(() => openDiarization({ segmentation: '/nonexistent/segmentation.onnx', embedding: '/nonexistent/embedding.onnx' }, 1)).toThrow(/config/);
});
