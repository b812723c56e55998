import type { RequestRecord } from '../core/record.ts'
import type { RequestChange } from './ports.ts'

/** A change that changes nothing, conditional on the version that was read: a verb adds what it means to. */
export function unchanged(request: RequestRecord): RequestChange {
  return {
    request: request.id,
    expectVersion: request.version,
    expectPolicy: null,
    expectAgentVersion: null,
    expectActive: [],
    before: null,
    status: request.status,
    needs: request.needs,
    warnings: request.warnings,
    settlement: request.settlement,
    decidedAt: request.decidedAt,
    grantUntil: request.grant?.until ?? null,
    decision: null,
    cards: [],
    events: [],
  }
}
