// npm run manifest:teams              makes dist/countersign-teams.zip, the app that a Teams administrator uploads
// npm run manifest:teams -- FILE      makes it there
// It reads MICROSOFT_APP_ID, and PUBLIC_URL and TEAMS_CLOUD where they are set. docs/teams.md has the way from there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { teamsFaults } from './check-teams.mjs'
import { teamsPackage } from './teams-package.mjs'

const guid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const clouds = ['public', 'gcc', 'gcc_high']

/** Teams wants https addresses; the project's own stand in where the service has none yet. */
const projectUrl = 'https://countersign.dev'
const target = resolve(process.argv[2] ?? fileURLToPath(new URL('../dist/countersign-teams.zip', import.meta.url)))

/** A setting, or the content of the file that NAME_FILE names. Empty is none. */
function setting(name) {
  const file = process.env[`${name}_FILE`]
  try {
    return process.env[name]?.trim() || (file ? readFileSync(file, 'utf8').trim() : '')
  } catch {
    return refuse(`${name}_FILE: the file cannot be read`)
  }
}

function refuse(sentence) {
  console.error(sentence)
  process.exit(1)
}

const appId = setting('MICROSOFT_APP_ID').toLowerCase()
if (appId === '') {
  refuse('MICROSOFT_APP_ID is not set. It is the "Microsoft App ID" on the Configuration page of your Azure Bot.')
}
if (!guid.test(appId)) {
  refuse(`MICROSOFT_APP_ID must be a GUID such as 22222222-2222-4222-8222-222222222222, and is "${appId}".`)
}
const cloud = setting('TEAMS_CLOUD') || 'public'
if (!clouds.includes(cloud)) refuse(`TEAMS_CLOUD must be one of ${clouds.join(', ')}, and is "${cloud}".`)

const givenUrl = setting('PUBLIC_URL')
const isPublic = URL.canParse(givenUrl) && new URL(givenUrl).protocol === 'https:'
const publicUrl = isPublic ? new URL(givenUrl).href : projectUrl
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const bytes = teamsPackage({ appId, publicUrl, version, cloud })
const faults = teamsFaults(bytes)
if (faults.length > 0) refuse(faults.map((fault) => `manifests/teams: ${fault}`).join('\n'))

mkdirSync(dirname(target), { recursive: true })
writeFileSync(target, bytes)
console.log(`${relative(process.cwd(), target)}: Countersign ${version} for the bot ${appId}

${isPublic ? `It leads to ${publicUrl}.` : `PUBLIC_URL is no https address, so it leads to ${projectUrl}.`}

Next:
  1. In Teams: Apps, Manage your apps, Upload an app. Or have it uploaded for everybody in the Teams
     admin center: Teams apps, Manage apps, Actions, Upload new app.
  2. Add it to the team with the channel that cards should reach.
  3. Name the channel in the policy: docs/teams.md has the way from there.`)
