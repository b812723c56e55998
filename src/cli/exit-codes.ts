/** What the command answers to a shell. docs/cli.md lists them; they are API. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  denied: 3,
  expired: 4,
  cancelled: 5,
  /** A command that was approved and could not be started, as shells say it. */
  notStarted: 127,
  /** 128 and the number of the signal, as shells say it. */
  interrupted: 130,
} as const

/** What a settled request comes to; a pending one has no answer yet. */
export const exitOfStatus = {
  approved: exitCodes.ok,
  denied: exitCodes.denied,
  expired: exitCodes.expired,
  cancelled: exitCodes.cancelled,
  pending: exitCodes.failed,
} as const
