/** Numbers, ids and codes beside a log line: never a payload, a name or a secret. */
type LogFacts = Record<string, string | number | boolean | null>

/** How the store tells an operator what it does. `main` hands it over. */
export type StoreLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  facts?: LogFacts,
) => void
