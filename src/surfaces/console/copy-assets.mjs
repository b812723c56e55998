import { cpSync } from 'node:fs'

/** The compiler moves no stylesheets or scripts, so the build lays them beside the compiled console. */
cpSync(
  new URL('./assets/', import.meta.url),
  new URL('../../../dist/src/surfaces/console/assets/', import.meta.url),
  { recursive: true },
)
