/** The shape of a tree that stays. */
import type { Snapshot } from '../../src/changes/types.js';
import { Shape } from '../../src/project/shape.js';
import type { TreeIndex } from '../../src/project/tree.js';

/** Indexes a snapshot's paths. Submodules count as folders without children. */
export function createTree({ entries }: Snapshot): TreeIndex {
  const shape = new Shape(entries.keys());
  return {
    paths: shape.paths,
    hasFile: (path) => entries.has(path),
    hasFolder: (path) => shape.hasFolder(path) || entries.get(path)?.kind === 'submodule',
    closedAt: (path) => {
      const kind = entries.get(path)?.kind;
      return kind === 'symlink' || kind === 'submodule' ? kind : undefined;
    },
    children: (folder) => shape.children(folder),
    withStem: (stem) => shape.withStem(stem),
    endingWith: (suffix) => shape.endingWith(suffix),
  };
}
