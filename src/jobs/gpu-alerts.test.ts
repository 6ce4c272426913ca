import { expect, test } from 'vitest';
import { gpuAlerts } from './gpu-alerts.ts';

test('memory from 90 % and heat from 80 °C on are told once, and again after it was well', () => {
  const due = gpuAlerts();
  const at = (usedBytes: number, temperature?: number) => due([{ usedBytes: 1, memoryBytes: 100 }, { usedBytes, memoryBytes: 100, ...(temperature === undefined ? {} : { temperature }) }]).map(({ alert, value }) => [alert, value]);
  expect([at(89, 79), at(90, 80), at(95, 90), at(88), at(91), at(50, 75), at(90, 80)]).toEqual([
    [], [['gpu_memory', 0.9], ['gpu_temperature', 80]], [], [], [], [], [['gpu_memory', 0.9], ['gpu_temperature', 80]],
  ]);
});

test('what is not told is no alarm', () => {
  expect(gpuAlerts()([{}, { usedBytes: 100 }])).toEqual([]);
  expect(gpuAlerts()([])).toEqual([]);
});
