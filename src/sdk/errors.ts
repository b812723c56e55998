import type { ErrorCode } from '../contract/errors.ts'
import type { Problem } from '../contract/problem.ts'
import type { RequestObject } from '../contract/request.ts'

/**
 * Countersign answered, and the answer was no. `code` is stable; the message is for people. A `cause` is the fault of
 * an earlier try whose answer was lost: what is refused now may be what that try did.
 */
export class Refused extends Error {
  override name = 'Refused'
  readonly code: ErrorCode
  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.detail}`, options)
    this.code = problem.code
    this.problem = problem
  }
}

/** The grant was revoked, or approvals are frozen. What was approved may not run any more. */
export class Frozen extends Refused {
  override name = 'Frozen'
  /** The request, where the call knows it. */
  readonly request: RequestObject | null

  constructor(problem: Problem, options?: ErrorOptions & { request?: RequestObject }) {
    super(problem, options)
    this.request = options?.request ?? problem.request ?? null
  }
}

/** A request was settled, and not by an approval that may still be used. */
abstract class NotApproved extends Error {
  readonly request: RequestObject

  constructor(request: RequestObject, message: string) {
    super(message)
    this.request = request
  }
}

/** People or the policy said no. */
export class Denied extends NotApproved {
  override name = 'Denied'

  constructor(request: RequestObject) {
    super(request, `${request.id} was denied by ${request.verdict?.by ?? 'nobody'}`)
  }
}

/** Nobody decided in time, or the grant of an approved request was not used in time: then its `status` is `approved`. */
export class Expired extends NotApproved {
  override name = 'Expired'

  constructor(request: RequestObject) {
    const what = request.status === 'approved' ? 'the grant of ' : ''
    super(request, `${what}${request.id} expired`)
  }
}

/** The agent took its request back. */
export class Cancelled extends NotApproved {
  override name = 'Cancelled'

  constructor(request: RequestObject) {
    super(request, `${request.id} was cancelled`)
  }
}

/** Countersign could not be reached in time. Nothing may run; whether the last call arrived is unknown. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** A refusal of the SDK's own, in the form of the API. */
export function refusal(code: ErrorCode, detail: string): Refused {
  return new Refused(problemOf(code, detail))
}

export function problemOf(code: ErrorCode, detail: string): Problem {
  return { type: 'about:blank', title: detail, status: 409, code, detail }
}
