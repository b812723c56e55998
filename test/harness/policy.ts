import { writeFileSync } from 'node:fs'
import type { PolicyCheck } from '../../src/contract/policy.ts'
import type { Api } from './api.ts'
import { until } from './until.ts'

/** Writes the policy file of a running service and waits until it is in force; answers its version. */
export async function putInForce(policyFile: string, api: Api, yaml: string): Promise<string> {
  const token = api.adminToken
  const { body: check } = await api.call<PolicyCheck>('POST', '/v1/policy/check', {
    token,
    body: { yaml },
  })
  if (!check.valid) throw new Error(JSON.stringify(check.faults))
  writeFileSync(policyFile, yaml)
  await until(async () => {
    const { body } = await api.call('GET', '/v1/policy', { token })
    return body['version'] === check.version
  })
  return check.version
}

/** The policy of the journeys: two groups, reads allowed, drops denied, exports asked of both groups. */
export function journeyPolicy(
  more: {
    destinations?: string
    postTo?: string
    rules?: string
    identities?: string
    groups?: string
  } = {},
) {
  return `
version: 1
groups:
  data-owners: { members: [ana@example.com, bo@example.com] }
  security: { members: [cy@example.com, ana@example.com] }
  operators: { members: [olga@example.com, pia@example.com] }
  ${more.groups ?? ''}
destinations: { ${more.destinations ?? ''} }
${more.identities ?? ''}
resources:
  - { match: "postgres://prod/customers*", labels: [pii] }
  - { match: "postgres://prod/**", environment: production }
mask:
  - { path: "/customer/*/email", as: pii }
rules:
  - name: reads
    match: { action: "db.read" }
    then: allow
  - name: never-drop
    match: { action: "db.drop*" }
    then: deny
    because: "Databases are never dropped by an agent."
  - name: exports
    match: { action: "data.export*" }
    then: review
    review:
      needs: [ { group: data-owners, count: 1 }, { group: security, count: 1 } ]
      post_to: [${more.postTo ?? ''}]
      expires_in: 30m
  - name: restarts
    match: { action: "service.restart" }
    then: review
    review:
      needs: [ { group: operators, count: 1 } ]
      post_to: [${more.postTo ?? ''}]
      expires_in: 30m
      comment: on_deny
${more.rules ?? ''}
default:
  then: review
  review: { needs: [ { group: security, count: 1 } ], expires_in: 1h }
`
}
