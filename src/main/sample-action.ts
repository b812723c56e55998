import { z } from 'zod'
import { RequestId } from '../contract/ids.ts'
import type { Config } from './config.ts'

/** An action that the sample policy asks two groups about. */
export const sampleAction = {
  action: 'data.export',
  resource: 'postgres://prod/customers',
  payload: {
    table: 'customers',
    rows: 10412,
    to: 's3://analytics-eu/customers.parquet',
    token: 'sk-this-is-hidden-on-every-card',
  },
  summary: 'Export 10,412 customer rows to analytics',
  reason: 'Weekly churn model retraining',
}

/** Proposes the sample action as the sample agent, through the same address and checks as any agent. */
export async function proposeSample(config: Config, key: string): Promise<RequestId> {
  const response = await fetch(new URL('/v1/requests', `http://127.0.0.1:${config.port}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(sampleAction),
  })
  const body: unknown = await response.json()
  return z.object({ id: RequestId }).parse(body).id
}
