import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'

interface Link {
  source: string
  target: string
}

/**
 * Makes the library links that the package's install script makes, for installations where scripts do
 * not run. Returns false where they are missing and the folder cannot be written.
 */
export function makeLinks(native: string): boolean {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links: Link[] = JSON.parse(readFileSync(list, 'utf8'))
  return links.every((link) => makeLink(path.dirname(native), link))
}

function makeLink(root: string, { source, target }: Link): boolean {
  const at = path.join(root, target)
  if (existsSync(at)) return true
  try {
    symlinkSync(path.relative(path.dirname(target), source), at)
    return true
  } catch {
    return existsSync(at)
  }
}
