let offered: File | null = null;
const watchers = new Set<() => void>();

/** The file that somebody brought and nobody has looked at yet, from wherever on the screen it came. */
export const offeredFile = {
  subscribe(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
  read: () => offered,
  set(file: File | null): void {
    offered = file;
    for (const watcher of watchers) watcher();
  },
};
