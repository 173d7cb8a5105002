/** Counts changes and tells who looks. */

export interface Changes {
  revision(): number;
  changed(): void;
  onChange(listener: () => void): () => void;
}

/** @param write  called after every change, to write it down soon */
export const newChanges = (write: () => void): Changes => {
  const listeners = new Set<() => void>();
  let revision = 0;
  return {
    revision: () => revision,
    changed: () => {
      revision += 1;
      write();
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
