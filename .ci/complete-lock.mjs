// node .ci/complete-lock.mjs   run it after npm install, where npm ci says "Missing: ... from lock file"
//
// A registry that mirrors only some platforms cannot tell npm about the packages of the others. npm then leaves them
// out of the lock file, and `npm ci` refuses a lock file that lacks them. Their name, version and platform are known
// without the registry, so they are written here; each is optional and is only fetched where its platform fits.
import { readFileSync, writeFileSync } from 'node:fs'

const systems = ['android', 'darwin', 'linux', 'win32', 'windows', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony']
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32']

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

let added = 0
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isResolved(place, name) || !/^\d/.test(version)) continue
    lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), optional: true, ...(entry.dev ? { dev: true } : {}) }
    added += 1
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`package-lock.json: ${added} packages of other platforms were added`)

/** Node looks for a package beside its dependant and in every folder above. */
function isResolved(place, name) {
  const parts = place === '' ? [] : place.split('/node_modules/')
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const above = parts.slice(0, depth).join('/node_modules/')
    if (lock.packages[`${above === '' ? '' : `${above}/`}node_modules/${name}`]) return true
  }
  return false
}

function platformOf(name) {
  const words = name.split('/').at(-1).split(/[-_]/)
  const system = systems.find((word) => words.includes(word))
  const cpu = processors.find((word) => words.includes(word))
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : null
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(system ? { os: [system === 'windows' ? 'win32' : system] } : {}),
    ...(libc && system === 'linux' ? { libc: [libc] } : {}),
  }
}
