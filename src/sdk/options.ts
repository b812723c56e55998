import type { RequestObject } from '../contract/request.ts'

/** What every call takes. */
export interface CallOptions {
  /** How long an unreachable service is tried again, in milliseconds. */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

export interface ProposeOptions extends CallOptions {
  /** The same key and the same proposal is the same request, however often it is sent. Without one a random key is used. */
  idempotencyKey?: string | undefined
  /** The payload as JSON text, sent as it is written: `JSON.stringify` would write numbers in another way. */
  payloadText?: string | undefined
}

export interface WaitOptions extends CallOptions {
  /** How long to wait for the verdict, in milliseconds. Without it, until the request's own deadline has brought one. */
  timeoutMs?: number | undefined
  /** How long one call waits at the service, at most 60. Without it, 50: shorter than most proxies' patience. */
  pollSeconds?: number | undefined
  /** Called with the request at each look at it while it is pending. */
  onPending?: ((request: RequestObject) => void) | undefined
}

/** Any call of the API that has no method of its own. */
export interface AnyCall extends CallOptions {
  body?: unknown
  query?: Record<string, string | number | undefined>
  /** Whether to ask again after a fault. Without it, all but POST: a second POST may do a second thing. */
  repeat?: boolean
}

export interface RequestList {
  data: RequestObject[]
  next_cursor: string | null
}
