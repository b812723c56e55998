/** Runs once after all suites, in the process that ran start-database.mjs. */
// biome-ignore lint/style/noDefaultExport: jest calls the default export of its set-up.
export default async function stopDatabase() {
  await globalThis.stopTestDatabase?.()
}
