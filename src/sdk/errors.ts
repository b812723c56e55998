import type { ErrorCode } from '../contract/errors.ts'
import type { Problem } from '../contract/problem.ts'

/** Countersign answered, and the answer was no. `code` is stable; the message is for people. */
export class Refused extends Error {
  override name = 'Refused'
  readonly code: ErrorCode
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.code = problem.code
    this.problem = problem
  }
}

/** Countersign could not be reached in time. Nothing may run; whether the proposal arrived is unknown. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}
