import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Where a command would be found, looked at before people are asked: a command that does not exist should not cost an
 * approval. Null where there is none. On Windows names have extensions that only starting it resolves.
 */
export function findCommand(name: string, searchPath: string | undefined): string | null {
  if (process.platform === 'win32') return name
  const places = name.includes('/')
    ? [name]
    : (searchPath ?? '').split(path.delimiter).map((folder) => path.join(folder || '.', name))
  return places.find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
