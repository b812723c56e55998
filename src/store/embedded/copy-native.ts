import { chmodSync, cpSync, existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { makeLinks } from './make-links.ts'
import { draftOf, publish, removeDrafts } from './publish.ts'

const readAndSearch = 0o755
const readableByAll = 0o644

/** Copies PostgreSQL's files to where any account can read and run them. Returns the copy's folder. */
export function copyNative(native: string, copy: string): string {
  const target = path.join(copy, 'native')
  if (existsSync(target)) return target
  removeDrafts(copy)
  const draft = draftOf(copy)
  cpSync(native, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
  makeLinks(path.join(draft, 'native'))
  openToRead(draft)
  publish(copy)
  return target
}

function openToRead(folder: string): void {
  chmodSync(folder, readAndSearch)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) openToRead(full)
    else if (entry.isFile()) chmodSync(full, isProgram(folder) ? readAndSearch : readableByAll)
  }
}

function isProgram(folder: string): boolean {
  return path.basename(folder) === 'bin'
}
