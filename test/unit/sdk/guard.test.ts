import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  Cancelled,
  Countersign,
  Denied,
  Expired,
  Frozen,
  Refused,
  Unavailable,
} from '../../../src/sdk/index.ts'
import {
  type ApiServer,
  approved,
  hangUp,
  loseAnswer,
  problem,
  startApiServer,
} from '../../fakes/api-server.ts'

interface Transfer {
  to: string
  cents: number
}

let service: ApiServer
let countersign: Countersign
let sent: Transfer[]

const send = async (transfer: Transfer): Promise<string> => {
  sent.push({ ...transfer })
  return `sent to ${transfer.to}`
}
const asTransfer = (transfer: Transfer) => ({
  action: 'payment.send',
  environment: 'production',
  payload: { to: transfer.to, cents: transfer.cents },
})
const thrownBy = (call: Promise<unknown>) => call.then(() => null).catch((error) => error)

beforeEach(async () => {
  service = await startApiServer()
  countersign = new Countersign({ url: service.url, token: 'csa_key' })
  sent = []
})

afterEach(async () => {
  await service.close()
})

/** Calls the guarded function, and settles its request once it is waited for. */
async function decided(call: Promise<unknown>, as: Parameters<ApiServer['settle']>[1]) {
  await service.arrived('GET', /wait=/)
  const [request] = service.requests
  service.settle(request?.id ?? '', as)
  return thrownBy(call)
}

describe('a guarded function', () => {
  it('runs once it is approved, its grant used up for exactly its arguments, and its outcome is reported', async () => {
    const guarded = countersign.requireApproval(send, asTransfer)

    const call = guarded({ to: 'ana', cents: 100 })
    await service.arrived('GET', /wait=/)
    const [request] = service.requests
    expect(sent).toEqual([])
    if (request) service.settle(request.id, approved(request))

    expect(await call).toBe('sent to ana')
    expect(sent).toEqual([{ to: 'ana', cents: 100 }])
    expect(service.heard.find(({ path }) => path === '/v1/grants/consume')?.body).toEqual({
      grant: `grant-of-${request?.id}`,
      agent: request?.agent.id,
      action: 'payment.send',
      environment: 'production',
      payload: { to: 'ana', cents: 100 },
    })
    expect(service.outcomes).toEqual([{ status: 'succeeded' }])
  })

  it('says at once that it waits, and where people decide', async () => {
    const told: string[] = []
    const guarded = countersign.requireApproval(send, asTransfer, {
      onPending: ({ id, status }) => told.push(`${id} ${status}`),
    })

    const call = guarded({ to: 'ana', cents: 100 })
    await service.arrived('GET', /wait=/)

    const [request] = service.requests
    expect(told).toEqual([`${request?.id} pending`])
    if (request) service.settle(request.id, approved(request))
    await call
    expect(told).toHaveLength(1)
  })

  it('runs without any wait where the policy allows it, and uses a grant up all the same', async () => {
    service.settleWith = approved

    await countersign.requireApproval(send, asTransfer)({ to: 'ana', cents: 100 })

    expect(service.consumed).toHaveLength(1)
    expect(service.heard.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
  })

  it.each([
    ['denied', Denied],
    ['expired', Expired],
    ['cancelled', Cancelled],
  ] as const)('never runs when it is %s, and says so with the request', async (status, Kind) => {
    const call = countersign.requireApproval(send, asTransfer)({ to: 'ana', cents: 100 })

    const error = await decided(call, { status })

    expect(error).toBeInstanceOf(Kind)
    expect(error.request.status).toBe(status)
    expect(sent).toEqual([])
    expect(service.consumed).toEqual([])
  })

  it.each([
    ['revoked', Frozen, 'grant_revoked'],
    ['expired', Expired, undefined],
    ['used', Refused, 'grant_already_used'],
    [null, Refused, 'no_grant'],
  ] as const)('never runs on an approval whose grant is %s', async (grantStatus, Kind, code) => {
    service.settleWith = (request) => ({
      ...approved(request),
      grant_status: grantStatus,
      verdict: { by: 'people', reason: null, decisions: [], grant: null, grant_expires_at: null },
    })

    const error = await thrownBy(
      countersign.requireApproval(send, asTransfer)({ to: 'ana', cents: 1 }),
    )

    expect(error).toBeInstanceOf(Kind)
    expect(error.code).toBe(code)
    expect(sent).toEqual([])
  })

  it.each([
    ['grant_revoked', 409, Frozen],
    ['frozen', 409, Frozen],
    ['grant_expired', 410, Expired],
    ['policy_changed', 409, Refused],
    ['action_mismatch', 409, Refused],
  ] as const)('never runs when its grant is refused with %s', async (code, status, Kind) => {
    service.settleWith = approved
    service.troubles = [null, problem(status, code)]

    const error = await thrownBy(
      countersign.requireApproval(send, asTransfer)({ to: 'ana', cents: 1 }),
    )

    expect(error).toBeInstanceOf(Kind)
    if (Kind !== Refused) expect(error.request.id).toBe(service.requests[0]?.id)
    expect(sent).toEqual([])
  })

  it('never runs when the answer to its consumption was lost, because whose use it was is unknown', async () => {
    service.settleWith = approved
    service.troubles = [null, loseAnswer]

    const error = await thrownBy(
      countersign.requireApproval(send, asTransfer)({ to: 'ana', cents: 1 }),
    )

    expect(error.code).toBe('grant_already_used')
    expect(error.cause).toBeDefined()
    expect(sent).toEqual([])
  })

  it('runs when a try to consume never arrived', async () => {
    service.settleWith = approved
    service.troubles = [null, hangUp]

    await countersign.requireApproval(send, asTransfer)({ to: 'ana', cents: 1 })

    expect(sent).toHaveLength(1)
  })

  it('is unavailable, and does not run, when no verdict comes in its time', async () => {
    const guarded = countersign.requireApproval(send, asTransfer, { timeoutMs: 1 })
    service.troubles = [null, hangUp, hangUp, hangUp]

    expect(await thrownBy(guarded({ to: 'ana', cents: 1 }))).toBeInstanceOf(Unavailable)
    expect(sent).toEqual([])
  })

  it('stops waiting when it is aborted', async () => {
    const stop = new AbortController()
    const guarded = countersign.requireApproval(send, asTransfer, { signal: stop.signal })

    const call = thrownBy(guarded({ to: 'ana', cents: 1 }))
    await service.arrived('GET', /wait=/)
    stop.abort(new Error('enough'))

    expect((await call).message).toBe('enough')
    expect(service.consumed).toEqual([])
  })
})

describe('arguments that change', () => {
  it('while people decide are refused, and the grant stays unused', async () => {
    const transfer = { to: 'ana', cents: 100 }
    const call = countersign.requireApproval(send, asTransfer)(transfer)
    await service.arrived('GET', /wait=/)
    transfer.to = 'mallory'
    const [request] = service.requests

    const error = await decided(call, request ? approved(request) : {})

    expect(error.code).toBe('action_mismatch')
    expect(service.consumed).toEqual([])
    expect(sent).toEqual([])
  })

  it('while the grant is consumed change nothing of what runs', async () => {
    const transfer = { to: 'ana', cents: 100 }
    service.settleWith = approved
    service.troubles = [
      null,
      () => {
        transfer.to = 'mallory'
      },
    ]

    await countersign.requireApproval(send, asTransfer)(transfer)

    expect(sent).toEqual([{ to: 'ana', cents: 100 }])
  })

  it('while it runs change nothing of what runs', async () => {
    const transfer = { to: 'ana', cents: 100 }
    service.settleWith = approved
    const slowly = async (own: Transfer) => {
      await Promise.resolve()
      transfer.to = 'mallory'
      await Promise.resolve()
      return own.to
    }

    expect(await countersign.requireApproval(slowly, asTransfer)(transfer)).toBe('ana')
  })

  it('cannot be copied are looked at again right before they run, and reported as a failure', async () => {
    class Account {
      to = 'ana'
    }
    const account = new Account()
    service.settleWith = approved
    service.troubles = [
      null,
      () => {
        account.to = 'mallory'
      },
    ]
    const guarded = countersign.requireApproval(
      async (own: Account) => sent.push({ to: own.to, cents: 1 }),
      (own) => ({ action: 'payment.send', payload: { to: own.to } }),
    )

    const error = await thrownBy(guarded(account))

    expect(error.code).toBe('action_mismatch')
    expect(sent).toEqual([])
    expect(service.outcomes).toEqual([{ status: 'failed', detail: 'Refused' }])
  })

  it('are refused when they are no JSON, before anything is proposed', async () => {
    const guarded = countersign.requireApproval(send, asTransfer)

    const error = await thrownBy(guarded({ to: 'ana', cents: Number.NaN }))

    expect(error.message).toContain('NaN at "/cents"')
    expect(service.heard).toEqual([])
  })
})

describe('an outcome', () => {
  class CardDeclined extends Error {
    override name = 'CardDeclined'
  }
  const decline = async (_transfer: Transfer): Promise<never> => {
    throw new CardDeclined('card 4111 1111 1111 1111 of ana@example.com')
  }

  it('of a failure is the name of the error, without its words, and the error is thrown as it was', async () => {
    service.settleWith = approved

    const error = await thrownBy(
      countersign.requireApproval(decline, asTransfer)({ to: 'ana', cents: 1 }),
    )

    expect(error).toBeInstanceOf(CardDeclined)
    expect(service.outcomes).toEqual([{ status: 'failed', detail: 'CardDeclined' }])
  })

  it('of a failure says more where that is asked for', async () => {
    service.settleWith = approved
    const options = { detail: () => 'the bank said no' }

    await thrownBy(
      countersign.requireApproval(decline, asTransfer, options)({ to: 'ana', cents: 1 }),
    )

    expect(service.outcomes).toEqual([{ status: 'failed', detail: 'the bank said no' }])
  })

  it('of a function that throws at once is a failure too', async () => {
    service.settleWith = approved
    const guarded = countersign.requireApproval((_transfer: Transfer): string => {
      throw new CardDeclined('no')
    }, asTransfer)

    expect(await thrownBy(guarded({ to: 'ana', cents: 1 }))).toBeInstanceOf(CardDeclined)
    expect(service.outcomes).toHaveLength(1)
  })

  it('is reported again when the service was away for a moment', async () => {
    service.settleWith = approved
    service.troubles = [null, null, hangUp, problem(503, 'unavailable')]

    await countersign.requireApproval(send, asTransfer)({ to: 'ana', cents: 1 })

    expect(service.outcomes).toEqual([{ status: 'succeeded' }])
  })

  it('whose report arrived and whose answer was lost is reported', async () => {
    const unreported: unknown[] = []
    service.settleWith = approved
    service.troubles = [null, null, loseAnswer]
    const guarded = countersign.requireApproval(send, asTransfer, {
      onUnreported: (fault) => unreported.push(fault),
    })

    await guarded({ to: 'ana', cents: 1 })

    expect(service.outcomes).toHaveLength(1)
    expect(unreported).toEqual([])
  })

  it('that cannot be reported leaves a success a success, and somebody is told', async () => {
    service.settleWith = approved
    service.troubles = [null, null, problem(403, 'forbidden')]
    const unreported: string[] = []
    const guarded = countersign.requireApproval(send, asTransfer, {
      onUnreported: (_fault, { id }) => {
        unreported.push(id)
        throw new Error('the callback fails too')
      },
    })
    const { warn } = console
    const warnings: unknown[] = []
    console.warn = (...words) => warnings.push(words)

    const result = await guarded({ to: 'ana', cents: 1 })
    console.warn = warn

    expect(result).toBe('sent to ana')
    expect(unreported).toEqual([service.requests[0]?.id])
    expect(warnings).toHaveLength(1)
  })
})

describe('an idempotency key', () => {
  const asExport = (transfer: Transfer) => ({
    ...asTransfer(transfer),
    idempotencyKey: `transfer-${transfer.to}`,
  })

  it('lets a second call go on with the request of the first', async () => {
    const first = countersign.requireApproval(send, asExport, { timeoutMs: 1 })
    service.troubles = [null, hangUp, hangUp]
    await thrownBy(first({ to: 'ana', cents: 1 }))
    const [request] = service.requests
    if (request) service.settle(request.id, approved(request))

    await countersign.requireApproval(send, asExport)({ to: 'ana', cents: 1 })

    expect(service.requests).toHaveLength(1)
    expect(sent).toHaveLength(1)
  })

  it('never lets the function run a second time', async () => {
    service.settleWith = approved
    const guarded = countersign.requireApproval(send, asExport)
    await guarded({ to: 'ana', cents: 1 })

    const error = await thrownBy(guarded({ to: 'ana', cents: 1 }))

    expect(error.code).toBe('grant_already_used')
    expect(sent).toHaveLength(1)
  })

  it('is not for another action', async () => {
    service.settleWith = approved
    const guarded = countersign.requireApproval(send, asExport)
    await guarded({ to: 'ana', cents: 1 })

    expect((await thrownBy(guarded({ to: 'ana', cents: 2 }))).code).toBe('idempotency_key_reused')
  })
})
