interface Pipeline {
  getOrderedPolicies(): { name: string }[]
  removePolicy(policy: { name: string }): unknown
}

/**
 * Takes the SDK's own retries out of a connector, which would post a card twice after a 502 and wait
 * out a rate limit, and its redirects, which would lead to a host that nobody allowed. The SDK has no
 * option for it, and no public way to its pipeline: where that is missing, this throws.
 */
export function callOnce(connector: object): void {
  const { pipeline } = Reflect.get(connector, 'client') as { pipeline: Pipeline }
  for (const { name } of pipeline.getOrderedPolicies()) {
    if (/retry|redirect/i.test(name)) pipeline.removePolicy({ name })
  }
}
