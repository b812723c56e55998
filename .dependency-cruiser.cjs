/**
 * Each room may import only the rooms listed for it. This table is the floor plan of src/.
 * Ground: contract. First floor: core, proof. Second: app. Third: store, surfaces, delivery, http.
 * Roof: main. The wing (sdk, cli) stands on contract and on the verifying half of proof.
 */
const plan = {
  contract: [],
  core: ['contract'],
  proof: ['contract'],
  app: ['core', 'proof', 'contract'],
  store: ['app', 'core', 'proof', 'contract'],
  surfaces: ['app', 'core', 'proof', 'contract'],
  delivery: ['app', 'core', 'proof', 'contract'],
  http: ['app', 'core', 'proof', 'contract'],
  main: ['store', 'surfaces', 'delivery', 'http', 'app', 'core', 'proof', 'contract'],
  sdk: ['proof', 'contract'],
  cli: ['sdk', 'proof', 'contract'],
}

/** What dependency-cruiser calls anything that is not our own source: packages and Node's own modules. */
const outside = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown', 'core']

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const floor = ([room, may]) =>
  forbid(
    `floor-plan/${room}`,
    `${room} may import only ${may.length > 0 ? may.join(', ') : 'itself'}. Move the shared piece down a floor, or ask for it through app/ports.ts.`,
    { path: `^src/${room}/` },
    { path: '^src/', pathNot: `^src/(${[room, ...may].join('|')})/` },
  )

/** A package with an owner is imported in the owner's room and nowhere else. */
const owned = (name, packages, rooms) =>
  forbid(
    `owner/${name}`,
    `${name} belongs to ${rooms.join(' and ')}. Elsewhere, take what you need as a port or a plain value.`,
    { path: '^src/', pathNot: `^src/(${rooms.map((room) => (room.endsWith('$') ? room : `${room}/`)).join('|')})` },
    { path: `(^|node_modules/)(@types/)?(${packages.join('|')})` },
  )

module.exports = {
  forbidden: [
    ...Object.entries(plan).map(floor),

    forbid(
      'edges-see-only-the-ports',
      'An edge implements app/ports.ts and is handed the verbs that it calls as function types declared there. Only http and main import verbs.',
      { path: '^src/(store|surfaces|delivery)/' },
      { path: '^src/app/', pathNot: '^src/app/ports([.]ts$|/)' },
    ),
    forbid(
      'contract-knows-only-zod',
      'The wire is schemas and types. Anything that computes belongs in core or proof.',
      { path: '^src/contract/' },
      { dependencyTypes: outside, pathNot: '(^|node_modules/)zod/' },
    ),
    forbid(
      'core-takes-only-types-from-contract',
      'Write `import type`. Parsing happens at the edge; core receives values that are already typed.',
      { path: '^src/core/' },
      { path: '^src/contract/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'core-is-pure',
      'No package and no Node module in core. Pass the time, the id or the random value in as an argument.',
      { path: '^src/core/', pathNot: '^src/core/policy/' },
      { dependencyTypes: outside },
    ),
    forbid(
      'policy-knows-only-its-languages',
      'core/policy may use the CEL and YAML libraries. Reading files and hashing happen outside.',
      { path: '^src/core/policy/' },
      { dependencyTypes: outside, pathNot: '(^|node_modules/)(@bufbuild/|yaml/)' },
    ),
    forbid(
      'proof-knows-only-crypto',
      'proof may use node:crypto, jose, canonicalize and momoa. It opens no file and no socket.',
      { path: '^src/proof/' },
      {
        dependencyTypes: outside,
        pathNot: ['^(node:)?crypto$', '(^|node_modules/)(jose|canonicalize|@humanwhocodes/momoa)/'],
      },
    ),
    forbid(
      'verifying-stands-alone',
      'proof/verify ships in the sdk, so it may not reach the signing half. Move the shared piece into proof/verify.',
      { path: '^src/proof/verify/' },
      { path: '^src/proof/', pathNot: '^src/proof/verify/' },
    ),
    forbid(
      'app-reaches-out-only-through-ports',
      'A verb takes its clock, ids, store and senders as arguments. Add a port instead of importing the package.',
      { path: '^src/app/' },
      { dependencyTypes: outside },
    ),
    forbid(
      'one-surface-never-sees-another',
      'What two surfaces share is a notice, and it is built in core.',
      { path: '^src/surfaces/([^/]+)/' },
      { path: '^src/surfaces/', pathNot: '^src/surfaces/$1/' },
    ),
    forbid(
      'the-wing-only-verifies',
      'sdk and cli check grants and proofs; they never sign. Import from proof/verify.',
      { path: '^src/(sdk|cli)/' },
      { path: '^src/proof/', pathNot: '^src/proof/verify/' },
    ),

    owned('express', ['express/', 'express-serve-static-core/'], ['http', 'surfaces', 'main']),
    owned('prisma', ['@prisma/', 'prisma/', 'pg/'], ['store']),
    owned('slack', ['@slack/'], ['surfaces/slack']),
    owned('teams', ['botbuilder', '@microsoft/'], ['surfaces/teams/transport[.]ts$']),
    owned('openid-client', ['openid-client/', 'oauth4webapi/'], ['delivery/openid/provider[.]ts$']),
    owned('scimmy', ['scimmy/'], ['http/scim/schemas[.]ts$']),
    owned('scim2-parse-filter', ['scim2-parse-filter/'], ['http/scim/filter[.]ts$']),
    owned('undici', ['undici/'], ['delivery']),

    forbid(
      'source-never-imports-tests',
      'A fake that src needs is not a fake. Move it into the room that owns it.',
      { path: '^src/' },
      { path: '^(test|bench)/' },
    ),
    forbid(
      'no-dev-dependency-in-source',
      'Move the package to dependencies, or the code to test/.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'], pathNot: 'node_modules/@types/' },
    ),
    forbid('no-cycles', 'Two files that need each other are one file, or hide a third.', {}, { circular: true }),
    forbid('no-unresolved-import', 'The import points at nothing.', {}, { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    doNotFollow: { path: ['node_modules', '^src/store/generated/'] },
  },
}
