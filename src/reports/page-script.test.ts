import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { joinModules, joinPageScript, joinPageStyle } from './page-script.ts';

const join = (files: Record<string, string>): string => joinModules('main.js', (name) => files[name] ?? '');

test('the page\'s modules join to one script that compiles', () => {
  const script = joinPageScript();
  expect(() => new Script(script)).not.toThrow();
  expect(script).not.toMatch(/^\s*(?:import|export)\b/m);
});

test('a module stands after those it imports, and once', () => {
  const script = join({
    'main.js': `import { b } from './b.js';\nimport { c } from './c.js';\nout.push(b + c);`,
    'b.js': `import { c } from './c.js';\nexport const b = 'b' + c;`,
    'c.js': `/** What it is. */\nexport const c = 'c';`,
  });
  const out: string[] = [];
  new Script(script).runInNewContext({ out });
  expect(out).toEqual(['bcc']);
  expect(script).not.toContain('What it is');
});

test('two modules that declare one name do not compile', () => {
  const script = join({ 'main.js': `import { b } from './b.js';\nfunction twice() { return b; }\ntwice();`, 'b.js': 'function twice() {}\nexport const b = twice();' });
  expect(() => new Script(script)).toThrow(SyntaxError);
});

test.each([
  [{ 'main.js': `import { b } from './b.js';`, 'b.js': `import { a } from './main.js';` }, 'circle'],
  [{ 'main.js': `import { b as c } from './b.js';` }, 'rename'],
  [{ 'main.js': `import b from './b.js';` }, 'import that'],
  [{ 'main.js': 'export default 1;' }, 'export that'],
  [{ 'main.js': `const text = '</script>';` }, 'end its own element'],
])('refuses what it cannot join: %j', (files, message) => {
  expect(() => join(files)).toThrow(message);
});

test('the style loads nothing', () => {
  expect(joinPageStyle()).toContain('--primary');
  expect(joinPageStyle()).not.toMatch(/url\(|@import|<\//);
});
