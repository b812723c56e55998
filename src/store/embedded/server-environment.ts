/**
 * All that the server gets of an environment. Ours holds secrets, and another account could read them
 * from its process; its own messages stay in English, because the launcher reads them.
 */
export const serverEnvironment: Record<string, string> = {
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}
