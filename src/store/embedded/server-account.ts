/** The operating system account that PostgreSQL runs as, where it is not our own. */
export interface ServerAccount {
  uid: number
  gid: number
}

/** `nobody` on Linux: initdb insists on an account that has a name. */
const nobodyId = 65_534

/** PostgreSQL refuses to run as root, so root starts it as nobody. Null: as ourselves. */
export function serverAccount(): ServerAccount | null {
  return process.getuid?.() === 0 ? { uid: nobodyId, gid: nobodyId } : null
}
