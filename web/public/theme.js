// Before the first paint, so that a dark page does not flash white. The page itself takes over in lib/appearance.ts.
try {
  var appearance = JSON.parse(localStorage.getItem('aima-appearance') || '{}').state || {};
  var custom = appearance.theme === 'custom';
  if (custom) for (var name in appearance.own) if (CSS.supports('color', appearance.own[name])) document.documentElement.style.setProperty('--aima-' + name, appearance.own[name]);
  var dark = custom ? appearance.base === 'dark' : appearance.theme === 'dark' || ((!appearance.theme || appearance.theme === 'system') && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
} catch (error) {
  document.documentElement.dataset.theme = 'light';
}
