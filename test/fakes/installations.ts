import type { FoundInstallation, Installation, InstallationDesk } from '../../src/app/ports.ts'

/** What is known of the workspaces that installed the app, from a list that a test may change. */
export function installationsOf(
  ...installed: Installation[]
): Pick<InstallationDesk, 'find' | 'only'> {
  const found = (installation: Installation | undefined): FoundInstallation =>
    installation === undefined ? { kind: 'none' } : { kind: 'found', installation }
  return {
    find: async (id) => found(installed.find((each) => each.id === id)),
    only: async () => (installed.length > 1 ? { kind: 'several' } : found(installed[0])),
  }
}
