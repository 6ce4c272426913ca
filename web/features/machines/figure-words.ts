/** What a machine does now: gauges, cost counter, history. */
import { defineWords } from '#lib/words.ts';

export const { useWords: useFigureWords } = defineWords('machine-figures', {
  gpuLoad: 'GPU', gpuMemory: 'GPU memory', cpu: 'Processors', memory: 'Memory', temperature: 'Temperature', cores_one: 'of {shown} core', cores_other: 'of {shown} cores', ofMemory: 'of {total}', degrees: '{value} °C',
  cost: 'Cost so far', perMinute: '{usd} a minute', free: 'free of charge', reserved: 'at most {usd} reserved', 
  history: 'Last {time}', historyOf: 'History of the last {time}: {names}', inPercent: '%', waiting: 'The machine tells nothing of itself yet. It does so every 5 seconds as soon as it works.', machine: '{name}',
  critical_gpuMemory: 'GPU memory is nearly used up: {value}. From {limit} on an analyzer may fail for lack of memory.', critical_gpuTemperature: 'The GPU is hot: {value}. From {limit} on it may slow itself down.', silent: 'Last told {ago}.',
}, {
  gpuLoad: 'GPU', gpuMemory: 'GPU-Speicher', cpu: 'Prozessoren', memory: 'Arbeitsspeicher', temperature: 'Temperatur', cores_one: 'von {shown} Kern', cores_other: 'von {shown} Kernen', ofMemory: 'von {total}', degrees: '{value} °C',
  cost: 'Bisherige Kosten', perMinute: '{usd} pro Minute', free: 'kostenlos', reserved: 'höchstens {usd} reserviert', 
  history: 'Letzte {time}', historyOf: 'Verlauf der letzten {time}: {names}', inPercent: '%', waiting: 'Die Maschine meldet noch nichts von sich. Sobald sie arbeitet, tut sie es alle 5 Sekunden.', machine: '{name}',
  critical_gpuMemory: 'Der GPU-Speicher ist fast aufgebraucht: {value}. Ab {limit} kann einem Analysator der Speicher fehlen.', critical_gpuTemperature: 'Die GPU ist heiß: {value}. Ab {limit} kann sie sich selbst verlangsamen.', silent: 'Zuletzt gemeldet {ago}.',
});
