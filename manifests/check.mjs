// Checks the manifests against what their platforms accept. Slack publishes its schema only as a file
// (https://github.com/slackapi/manifest-schema), so it is looked for beside the checkout; where it is
// not there, that is said, and nothing is passed off as checked.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'

const schemaUrl = new URL('../../shared/data/slack-manifest.schema.2.0.0.json', import.meta.url)
const manifestUrl = new URL('slack.yaml', import.meta.url)

/** What the schema does not say: these switches need each other. */
function crossFaults(manifest) {
  const { interactivity, socket_mode_enabled: socketMode } = manifest.settings ?? {}
  const needsUrl = interactivity?.is_enabled === true && socketMode !== true
  const path = needsUrl && URL.canParse(interactivity.request_url) ? new URL(interactivity.request_url).pathname : ''
  return needsUrl && path !== '/slack/events'
    ? ['/settings/interactivity/request_url must end in /slack/events']
    : []
}

function schemaFaults(manifest, schema) {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  return ajv.validate(schema, manifest)
    ? []
    : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
}

const manifest = parse(readFileSync(manifestUrl, 'utf8'))
const hasSchema = existsSync(schemaUrl)
const faults = [
  ...crossFaults(manifest),
  ...(hasSchema ? schemaFaults(manifest, JSON.parse(readFileSync(schemaUrl, 'utf8'))) : []),
]

if (!hasSchema) {
  console.warn(`SKIPPED: the schema of Slack manifests is not at ${fileURLToPath(schemaUrl)}`)
}
for (const fault of faults) {
  console.error(`manifests/slack.yaml: ${fault}`)
}
if (faults.length > 0) {
  process.exitCode = 1
} else if (hasSchema) {
  console.log('manifests/slack.yaml: valid')
}
