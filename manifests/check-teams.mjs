// What Teams would refuse of an app package, found without Teams: the schema of the manifest's own version, and
// what no schema says. The schemas come with @microsoft/app-manifest, so nothing is fetched.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Ajv4 from 'ajv-draft-04'
import formats from 'ajv-formats'
import { strFromU8, unzipSync } from 'fflate'
import { readPng } from './read-png.mjs'

const require = createRequire(import.meta.url)
const schemas = join(require.resolve('@microsoft/app-manifest/package.json'), '../build/json-schemas/teams')
const white = 255

/** Shorter than the schema allows: what the clients show of a command without cutting it. */
const commandTitleCharsMax = 32
const commandDescriptionCharsMax = 128

/** Every fault of an app package, as a sentence. `zip` is the file's bytes. */
export function teamsFaults(zip) {
  const files = unzipped(zip)
  if (files === null) return ['the package is no zip file']
  const manifest = manifestOf(files)
  if (manifest === null) return ['manifest.json is missing at the root of the package, or is no JSON object']
  const faults = schemaFaults(manifest)
  return faults.length > 0 ? faults : [...crossFaults(manifest), ...fileFaults(manifest, files)]
}

function unzipped(zip) {
  try {
    return unzipSync(new Uint8Array(zip))
  } catch {
    return null
  }
}

function manifestOf(files) {
  try {
    const manifest = JSON.parse(strFromU8(files['manifest.json']))
    return typeof manifest === 'object' && !Array.isArray(manifest) ? manifest : null
  } catch {
    return null
  }
}

function schemaFaults(manifest) {
  const { manifestVersion } = manifest
  const file = join(schemas, `v${manifestVersion}`, 'MicrosoftTeams.schema.json')
  if (!/^\d+\.\d+$/.test(manifestVersion) || !existsSync(file)) {
    return [`/manifestVersion is none that has a schema: ${JSON.stringify(manifestVersion)}`]
  }
  const ajv = new Ajv4.default({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  return ajv.validate(JSON.parse(readFileSync(file, 'utf8')), manifest)
    ? []
    : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
}

/** What the schema does not say, and what this app promises to whoever lets it in (docs/teams.md). */
function crossFaults(manifest) {
  const bot = manifest.bots?.[0]
  const commands = (bot?.commandLists ?? []).flatMap((list) => list.commands)
  const addresses = Object.entries(manifest.developer).filter(([name]) => name.endsWith('Url'))
  const rules = [
    [manifest.$schema?.includes(`/v${manifest.manifestVersion}/`), '/$schema is of another manifestVersion'],
    [/^\d+\.\d+\.\d+$/.test(manifest.version), '/version must be three numbers with dots'],
    [bot !== undefined, '/bots must hold the bot'],
    [bot?.botId === manifest.id, '/id must be the id of the bot'],
    [bot?.scopes.includes('team'), '/bots/0/scopes must have team: cards go to channels'],
    [bot?.scopes.includes('personal'), '/bots/0/scopes must have personal: verdicts are told there'],
    [bot?.isNotificationOnly !== true, '/bots/0/isNotificationOnly would take the commands away'],
    ...commands.map(({ title, description }) => [
      title.length <= commandTitleCharsMax && description.length <= commandDescriptionCharsMax,
      `the command ${title.slice(0, commandTitleCharsMax)} or its description is too long to be shown whole`,
    ]),
    [manifest.authorization === undefined, '/authorization asks for permissions, and this app needs none'],
    [manifest.webApplicationInfo === undefined, '/webApplicationInfo is for sign-in, and nobody signs in here'],
    [(manifest.permissions ?? []).length === 0, '/permissions asks for permissions, and this app needs none'],
    [(manifest.validDomains ?? []).length === 0, '/validDomains must be empty: no page opens inside Teams'],
    ...addresses.map(([name, url]) => [url.startsWith('https://'), `/developer/${name} must be an https address`]),
  ]
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault)
}

function fileFaults(manifest, files) {
  const { color, outline } = manifest.icons
  const known = ['manifest.json', color, outline]
  const strangers = Object.keys(files).filter((name) => !known.includes(name))
  return [
    ...strangers.map((name) => `${name} does not belong in the package`),
    ...iconFaults(color, files[color], 192),
    ...iconFaults(outline, files[outline], 32),
    ...outlineFaults(outline, files[outline]),
  ]
}

function iconFaults(name, file, size) {
  if (file === undefined) return [`${name} is missing in the package`]
  const png = pngOf(file)
  if (png === null) return [`${name} is no PNG with 8 bits a channel`]
  const fits = png.width === size && png.height === size
  return fits ? [] : [`${name} must have ${size} by ${size} pixels, and has ${png.width} by ${png.height}`]
}

/** Teams colours the outline itself, and takes white on transparent alone. */
function outlineFaults(name, file) {
  const png = file === undefined ? null : pngOf(file)
  if (png === null) return []
  const shown = png.pixels.filter(([, , , alpha]) => alpha > 0)
  const faults = []
  if (shown.length === 0 || shown.length === png.pixels.length) faults.push(`${name} must be partly transparent`)
  if (shown.some(([red, green, blue]) => red + green + blue < 3 * white)) {
    faults.push(`${name} must be white and nothing else`)
  }
  return faults
}

function pngOf(file) {
  try {
    return readPng(file)
  } catch {
    return null
  }
}
