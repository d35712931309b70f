/** Who wants to hear of commits. */
export function createWatchers() {
  const listeners = new Set<() => void>()
  return {
    watch(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    wake(): void {
      for (const listener of listeners) listener()
    },
  }
}
