// Makes the package of the Teams app: manifests/teams/manifest.json with its placeholders filled in, and the
// two icons, in a zip file. The same settings give the same bytes, so that two builds can be compared.
import { readFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'

const folder = new URL('teams/', import.meta.url)

/** GCC High takes no newer manifest (https://github.com/MicrosoftDocs/msteams-docs/issues/5952). */
const governmentVersion = '1.10'

/** A zip file keeps the local time without its zone: this is the earliest one, the same everywhere. */
const mtime = new Date(1980, 0, 1)

const textOf = (name) => readFileSync(new URL(name, folder), 'utf8')

/** The manifest as an object. `words` are the values of its placeholders. */
function fillIn(words, cloud) {
  const filled = textOf('manifest.json').replaceAll(/\$\{\{([A-Z_]+)\}\}/g, (placeholder, name) => {
    if (words[name] === undefined) throw new Error(`nobody knows what ${placeholder} stands for`)
    return JSON.stringify(words[name]).slice(1, -1)
  })
  const manifest = JSON.parse(filled)
  if (cloud !== 'gcc_high') return manifest
  const schema = manifest.$schema.replace(`/v${manifest.manifestVersion}/`, `/v${governmentVersion}/`)
  return { ...manifest, $schema: schema, manifestVersion: governmentVersion }
}

/**
 * The bytes of the zip file. The app has the bot's own id: one bot, one app, and never two of them by mistake.
 * Teams knows no pre-releases, so that part of a version is left out.
 */
export function teamsPackage({ appId, publicUrl, version, cloud }) {
  const released = version.replace(/[-+].*/, '')
  const manifest = fillIn({ MICROSOFT_APP_ID: appId, PUBLIC_URL: publicUrl, VERSION: released }, cloud)
  const icons = Object.values(manifest.icons).map((name) => [name, readFileSync(new URL(name, folder))])
  const files = { 'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`), ...Object.fromEntries(icons) }
  return zipSync(files, { level: 9, mtime })
}
