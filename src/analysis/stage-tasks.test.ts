import { expect, test } from 'vitest';
import { analyzers } from '../analyzers/index.ts';
import { tasksOf, type TaskOptions } from './stage-tasks.ts';

const choices = ['product_detection', 'camera_analysis', 'text_overlay', 'audio_analysis'].map((name) => ({ name, parameters: {} }));
const tasks = (options: Partial<TaskOptions>) => tasksOf(choices, { oneByOne: false, stagesApart: false, stages: [], ...options }, analyzers).map((task) => task.map(({ name }) => name));
const stages = [['product_detection'], ['camera_analysis', 'text_overlay'], ['audio_analysis']];

test('one decode for all, whatever the stages, unless they are to be apart', () => {
  expect(tasks({})).toEqual([['product_detection', 'camera_analysis', 'text_overlay', 'audio_analysis']]);
  expect(tasks({ stages })).toHaveLength(1);
  expect(tasks({ oneByOne: true })).toHaveLength(4);
});

test('a stage apart takes along what it rests on, with its parameters, and nobody runs twice', () => {
  expect(tasks({ stages, stagesApart: true })).toEqual([['product_detection', 'text_overlay'], ['camera_analysis'], ['audio_analysis']]);
});

test('where nothing is left there is no task', () => {
  expect(tasksOf([], { oneByOne: false, stagesApart: true, stages }, analyzers)).toEqual([]);
});
