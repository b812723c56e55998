import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A temporary folder that the account of the server may enter, where root runs the tests. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), `countersign-test-${process.pid}-`))
  chmodSync(folder, 0o711)
  return folder
}
