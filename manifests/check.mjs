// Checks the manifests against what their platforms accept. Slack publishes its schema only as a file
// (https://github.com/slackapi/manifest-schema), so it is looked for beside the checkout; where it is
// not there, that is said, and nothing is passed off as checked.
//
// node manifests/check.mjs                  checks the manifests of Slack and the Teams app as it would be built
// node manifests/check.mjs PACKAGE.zip      checks a package of the Teams app
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { teamsFaults } from './check-teams.mjs'
import { teamsPackage } from './teams-package.mjs'

const schemaUrl = new URL('../../shared/data/slack-manifest.schema.2.0.0.json', import.meta.url)
const manifestNames = ['slack.yaml', 'slack-socket.yaml']

/** What the schema does not say: these switches need each other. */
function crossFaults(manifest) {
  const { interactivity, event_subscriptions: events, socket_mode_enabled: socketMode } = manifest.settings ?? {}
  const switched = { interactivity, event_subscriptions: events?.bot_events?.length > 0 ? events : undefined }
  return Object.entries(switched).flatMap(([name, { request_url: url } = {}]) => {
    if (switched[name] === undefined) return []
    if (socketMode === true) {
      return url === undefined ? [] : [`/settings/${name}/request_url has no use in Socket Mode`]
    }
    const path = URL.canParse(url) ? new URL(url).pathname : ''
    return path === '/slack/events' ? [] : [`/settings/${name}/request_url must end in /slack/events`]
  })
}

function schemaFaults(manifest, schema) {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  return ajv.validate(schema, manifest)
    ? []
    : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
}

function checkSlack(name) {
  const manifest = parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
  const hasSchema = existsSync(schemaUrl)
  const faults = [
    ...crossFaults(manifest),
    ...(hasSchema ? schemaFaults(manifest, JSON.parse(readFileSync(schemaUrl, 'utf8'))) : []),
  ]
  if (!hasSchema) {
    console.warn(`SKIPPED: the schema of Slack manifests is not at ${fileURLToPath(schemaUrl)}`)
  }
  report(`manifests/${name}`, faults, hasSchema)
}

/** The template as it would be built for any bot, in both manifest versions that are built. */
function checkTeams() {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  for (const cloud of ['public', 'gcc_high']) {
    const appId = '22222222-2222-4222-8222-222222222222'
    const built = teamsPackage({ appId, publicUrl: 'https://countersign.example.com/', version, cloud })
    report(`manifests/teams (${cloud})`, teamsFaults(built), true)
  }
}

function report(name, faults, wasChecked) {
  for (const fault of faults) {
    console.error(`${name}: ${fault}`)
  }
  if (faults.length > 0) process.exitCode = 1
  else if (wasChecked) console.log(`${name}: valid`)
}

const [given] = process.argv.slice(2)
if (given === undefined) {
  for (const name of manifestNames) checkSlack(name)
  checkTeams()
} else {
  report(given, teamsFaults(readFileSync(given)), true)
}
