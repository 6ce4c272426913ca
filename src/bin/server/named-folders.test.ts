import { expect, test } from 'vitest';
import { namedFolders } from './named-folders.ts';

const names = (...folders: string[]): string[] => namedFolders(folders).map(({ name }) => name);

test('folders of one base name are told apart, in their order', () => {
  expect(namedFolders(['/a/films', '/b/films', '/c/photos', '/d/films'])).toEqual([
    { name: 'films', path: '/a/films' }, { name: 'films-2', path: '/b/films' }, { name: 'photos', path: '/c/photos' }, { name: 'films-3', path: '/d/films' },
  ]);
});

test('a folder that comes later renames none that was there before', () => {
  expect(names('/a/films', '/b/films', '/c/films-2')).toEqual(['films', 'films-2', 'films-2-2']);
  expect(names('/c/films-2', '/a/films', '/b/films')).toEqual(['films-2', 'films', 'films-3']);
});

test('a folder given twice counts once, and the root of everything has a name, too', () => {
  expect(names('/a/films', '/a/films/', '/a/./films')).toEqual(['films']);
  expect(names('/')).toEqual(['root']);
});
