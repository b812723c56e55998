// node docs/write-openapi.mjs          writes docs/openapi.json from the compiled contract
// node docs/write-openapi.mjs check    fails where the committed file says something else
import { readFileSync, writeFileSync } from 'node:fs'
import { openApi } from '../dist/src/contract/openapi.js'

const file = new URL('openapi.json', import.meta.url)
const fresh = `${JSON.stringify(openApi(), null, 2)}\n`

if (process.argv[2] === 'check') {
  if (readFileSync(file, 'utf8') !== fresh) {
    console.error('docs/openapi.json differs from the contract: run npm run openapi and commit it')
    process.exit(1)
  }
  console.log('openapi: docs/openapi.json is what the contract says')
} else {
  writeFileSync(file, fresh)
}
