import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from './postmaster.ts'

/** The name under which this process prepares `target`, before it is there for all. */
export function draftOf(target: string): string {
  return `${target}.${process.pid}`
}

/** Makes a prepared folder appear at once and whole. Whoever loses the race drops its own copy. */
export function publish(target: string): void {
  const draft = draftOf(target)
  try {
    renameSync(draft, target)
  } catch (error) {
    if (!existsSync(target)) throw error
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Removes what processes that died while preparing `target` left behind. */
export function removeDrafts(target: string): void {
  const prefix = `${path.basename(target)}.`
  for (const name of readdirSync(path.dirname(target))) {
    if (!name.startsWith(prefix)) continue
    const pid = Number(name.slice(prefix.length))
    if (Number.isInteger(pid) && pid !== process.pid && !isAlive(pid)) {
      rmSync(path.join(path.dirname(target), name), { recursive: true, force: true })
    }
  }
}
