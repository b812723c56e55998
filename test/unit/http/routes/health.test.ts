import { expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { healthRoutes } from '../../../../src/http/routes/health.ts'
import { answerOf } from '../answer.ts'

const adminToken = 'an-admin-token-of-thirty-two-characters'

async function out(): Promise<never> {
  throw new Error('the database is out')
}

/** What `/metrics` answers to a forwarded call while the database is out. */
function askFromAfar(token: string) {
  const routes = healthRoutes({
    authentication: {
      adminToken,
      agentByKey: out,
      personByToken: out,
      agentByWorkload: out,
      administratorOf: out,
    },
    registry: new Registry(),
    openapi: {},
    readiness: async () => ({ database: false }),
  })
  return answerOf((request, response, next) => {
    request.url = '/metrics'
    request.headers['x-forwarded-for'] = '192.0.2.1'
    request.headers.authorization = `Bearer ${token}`
    routes(request, response, next)
  })
}

it('metrics are told to the admin token from afar, also while the database is out', async () => {
  const [known, unknown] = [await askFromAfar(adminToken), await askFromAfar(`${adminToken}x`)]

  expect([known.status, unknown.status]).toEqual([200, 401])
})
