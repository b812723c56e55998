// node prisma/author-migration.mjs check          is the schema what the migrations build?
// node prisma/author-migration.mjs author <name>  write the migration that closes the difference.
//
// The schema engine as WebAssembly over an in-memory PGlite: a development tool only. Migrations are
// applied by src/store/migrate.ts, never by this.
import fs from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { PrismaPGlite } from 'pglite-prisma-adapter'

const [mode = 'check', name = 'unnamed'] = process.argv.slice(2)
const engineFolder = path.resolve('node_modules/@prisma/schema-engine-wasm')
const bindings = await import(path.join(engineFolder, 'schema_engine_bg.js'))
const wasm = new WebAssembly.Module(
  fs.readFileSync(path.join(engineFolder, 'schema_engine_bg.wasm')),
)
const instance = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': bindings })
bindings.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

const schemaPath = path.resolve('prisma/schema.prisma')
const schema = fs.readFileSync(schemaPath, 'utf8')
const folder = path.resolve('prisma/migrations')
const names = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()
const migrations = {
  baseDir: folder,
  shadowDbInitScript: '',
  lockfile: {
    path: 'migration_lock.toml',
    content: fs.readFileSync(path.join(folder, 'migration_lock.toml'), 'utf8'),
  },
  migrationDirectories: names.map((entry) => ({
    path: entry,
    migrationFile: {
      path: 'migration.sql',
      content: {
        tag: 'ok',
        value: fs.readFileSync(path.join(folder, entry, 'migration.sql'), 'utf8'),
      },
    },
  })),
}

const factory = new PrismaPGlite(new PGlite('memory://'))
factory.connectToShadowDb ??= async () => new PrismaPGlite(new PGlite('memory://')).connect()
const engine = await bindings.SchemaEngine.new(
  { datamodels: [[schemaPath, schema]] },
  () => {},
  bindMigrationAwareSqlAdapterFactory(factory),
)
const difference = await engine.diff({
  from: { tag: 'migrations', ...migrations },
  to: { tag: 'schemaDatamodel', files: [{ path: schemaPath, content: schema }] },
  script: true,
  exitCode: true,
  shadowDatabaseUrl: null,
  filters: { externalTables: [], externalEnums: [] },
})

const differs = difference.exitCode === 2
if (differs && mode === 'author') {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const target = path.join(folder, `${stamp}_${name}`)
  fs.mkdirSync(target)
  fs.writeFileSync(path.join(target, 'migration.sql'), difference.stdout)
  console.log(`wrote ${path.relative(process.cwd(), target)}/migration.sql`)
} else {
  console.log(differs ? difference.stdout : 'prisma: the schema is what the migrations build')
}
process.exit(mode === 'check' && differs ? 1 : 0)
