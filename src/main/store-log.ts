import type { Logger } from 'pino'
import type { StoreLog } from '../store/log.ts'

/** The store's voice in the service's log. */
export function storeLog(log: Logger): StoreLog {
  return (level, message, facts) => log[level](facts ?? {}, message)
}
