import { existsSync } from 'node:fs'

/** The folder that holds package.json, wherever this file runs from: the sources or their compiled form. */
export const packageRoot = findRoot(new URL('./', import.meta.url))

function findRoot(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder
  const parent = new URL('../', folder)
  if (parent.href === folder.href) throw new Error('package.json was not found')
  return findRoot(parent)
}
