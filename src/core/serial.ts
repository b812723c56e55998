/** Runs work for one key after the other. */
export type Serial = <T>(key: string, work: () => Promise<T>) => Promise<T>

/**
 * Two writes at once in one conversation are refused by Teams, and two of one group of the directory are in each other's
 * way, so this process does not make them: work of one key waits for what came before it, whether that succeeded or
 * not. Keys that nobody waits for are forgotten.
 */
export function createSerial(): Serial {
  const tails = new Map<string, Promise<void>>()

  return function serial<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (tails.get(key) ?? Promise.resolve()).then(work)
    const tail = result.then(
      () => undefined,
      () => undefined,
    )
    tails.set(key, tail)
    void tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key)
    })
    return result
  }
}
