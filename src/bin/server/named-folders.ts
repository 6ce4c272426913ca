/** Import folders are known to clients by a name, never by where they lie. */
import path from 'node:path';

/**
 * Each is called as its last part; where that is taken, `-2`, `-3` and so on follow it. The order of the configuration decides, so that
 * a folder added at the end renames none: what is being imported remembers its folder by this name. A folder given twice counts once.
 */
export function namedFolders(folders: readonly string[]): { name: string; path: string }[] {
  const taken = new Set<string>();
  return [...new Set(folders.map((folder) => path.resolve(folder)))].map((each) => {
    const base = path.basename(each) || 'root';
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
    taken.add(name);
    return { name, path: each };
  });
}
