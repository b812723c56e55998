import type { RequestObject } from '../../src/contract/request.ts'
import { digest, requestId } from './cards.ts'

/** A request as the API shows it, for tests in which only its being there matters. */
export const acceptedRequest: RequestObject = {
  id: requestId,
  status: 'pending',
  action: 'data.export',
  resource: 'postgres://prod/customers',
  environment: 'production',
  summary: null,
  reason: null,
  labels: [],
  on_behalf_of: null,
  digest,
  agent: { id: 'agt_01k9xv2m4te8wb1q0zr7y5h3af', name: 'etl-bot' },
  label_sources: {},
  environment_source: 'agent',
  warnings: [],
  policy: { version: 'sha256:0', effect: 'review', rules: ['pii-export'], errors: [] },
  needs: [{ group: 'security', count: 1, have: 0 }],
  cards: [],
  created_at: '2026-11-21T14:02:00Z',
  expires_at: '2026-11-21T14:32:00Z',
  decided_at: null,
  verdict: null,
  grant_status: null,
  outcome: null,
  url: 'https://countersign.example.com/requests/req_01k9xv2m4te8wb1q0zr7y5h3ad',
}
