import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { rowsOf } from '../harness/rows.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

const rules = `
  - name: bulk-mail
    match: { action: "mail.send_bulk" }
    then: review
    review:
      needs: { group: security }
      post_to: approvals
      expires_in: 30m
      remind_after: 1s
      escalate: { after: 1s, add_group: operators, post_to: hall }
  - name: slow-mail
    match: { action: "mail.send_slow" }
    then: review
    review:
      needs: { group: security }
      post_to: approvals
      expires_in: 30m
      remind_after: 10m
      escalate: { after: 20m, add_group: operators, post_to: hall }
`

let slack: SlackGround
let service: RunningService

beforeAll(async () => {
  slack = await newSlackGround({
    destinations: ({ channel, otherChannel }) =>
      `approvals: { slack: ${channel} }, hall: { slack: ${otherChannel} }`,
    rules,
  })
  service = await startHere(slack.ground, slack.settings)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

async function escalated(action = 'mail.send_bulk'): Promise<RequestObject> {
  const { id } = await service.api.propose({ action, payload: 1 })
  await until(async () =>
    (await service.api.read(id)).warnings.some(({ code }) => code === 'escalated'),
  )
  return service.api.read(id)
}

async function hallOf(request: RequestObject) {
  return slack.messagesOf(request, slack.workspace.otherChannel)
}

describe('a request that nobody settles for a while', () => {
  it('is asked of one more group, on a further card, and its member may approve', async () => {
    const request = await escalated()

    expect(request.needs).toEqual([{ group: 'security', count: 1, have: 0 }])
    expect(request.cards.map(({ destination }) => destination).sort()).toEqual([
      'approvals',
      'hall',
    ])
    await until(async () => (await hallOf(request)).length === 1)
    await until(async () => wholeText(await slack.cardOf(request)).includes('operators is asked'))
    const [inHall] = await hallOf(request)
    if (inHall === undefined) throw new Error('no card in the hall')
    expect(
      await slack.press(service, 'pia', inHall, 'Approve', {
        channel: slack.workspace.otherChannel,
      }),
    ).toBe(200)

    const settled = await service.api.read(request.id, 60)
    expect(settled.verdict?.decisions).toMatchObject([
      { person: 'pia@example.com', counts_for: 'security' },
    ])
    expect(settled.needs).toEqual([{ group: 'security', count: 1, have: 1 }])
    expect((await eventsOf(service.api, request)).map(({ type }) => type)).toContain(
      'request.escalated',
    )
  })

  it('is in the queue of the added group, which may deny it', async () => {
    const request = await escalated()
    const pia = await service.api.person('pia@example.com')

    const { body } = await service.api.call<{ data: RequestObject[] }>('GET', '/v1/requests', {
      token: pia,
    })
    const { status } = await service.api.decide(pia, request, 'deny')

    expect(body.data.map(({ id }) => id)).toContain(request.id)
    expect(status).toBe(200)
    expect((await service.api.read(request.id)).verdict?.decisions).toMatchObject([
      { person: 'pia@example.com', decision: 'deny', counts_for: 'operators' },
    ])
  })

  it('is not shown to the further group before', async () => {
    const request = await service.api.propose({ action: 'mail.send_slow', payload: 1 })
    const pia = await service.api.person('pia@example.com')

    const { status } = await service.api.decide(pia, request, 'approve')

    expect(status).toBe(403)
    expect(await hallOf(request)).toEqual([])
  })
})

describe('after a time in which nothing ran', () => {
  it('each request is escalated once and each card reminded once, whoever wakes up', async () => {
    const request = await service.api.propose({ action: 'mail.send_slow', payload: 1 })
    await slack.cardOf(request)
    await until(async () => (await service.api.read(request.id)).cards[0]?.status === 'posted')
    await service.stop()
    await makeDue(request)

    const others = await Promise.all([
      startHere(slack.ground, slack.settings),
      startHere(slack.ground, slack.settings),
    ])
    service = others[0]
    await until(async () => (await hallOf(request)).length > 0)
    await until(async () => (await slack.threadOf(await slack.cardOf(request))).length > 0)
    await queueIsEmpty(request)
    await others[1].stop()

    expect(await eventsOf(service.api, request, 'request.escalated')).toHaveLength(1)
    expect(await hallOf(request)).toHaveLength(1)
    expect(await slack.threadOf(await slack.cardOf(request))).toHaveLength(1)
  })

  it('a job that was done and not noted as done repeats nothing', async () => {
    const request = await escalated()
    await until(async () => (await slack.threadOf(await slack.cardOf(request))).length > 0)
    const [card] = await rowsOf<{ id: string }>(
      slack.ground.database.owner,
      `select id from card where request_id = $1 and destination = 'approvals'`,
      [request.id],
    )
    await queueIsEmpty(request)

    await rowsOf(
      slack.ground.database.app,
      `select graphile_worker.add_job('remind', json_build_object('card', $1::text)),
         graphile_worker.add_job('escalate', json_build_object('request', $2::text, 'place', 0))`,
      [card?.id, request.id],
    )
    await queueIsEmpty(request)

    expect(await slack.threadOf(await slack.cardOf(request))).toHaveLength(1)
    expect(await eventsOf(service.api, request, 'request.escalated')).toHaveLength(1)
  })
})

/** As if the time of the reminder and of the escalation were long past. */
async function makeDue({ id }: RequestObject): Promise<void> {
  await rowsOf(
    slack.ground.database.owner,
    `update request set created_at = created_at - interval '25 minutes' where id = $1`,
    [id],
  )
  await rowsOf(
    slack.ground.database.app,
    `update graphile_worker._private_jobs set run_at = now() - interval '3 minutes'
     where key like 'remind:%' or key like 'escalate:%'`,
  )
}

/** No reminder and no escalation of anything is waiting or running that is due. */
async function queueIsEmpty({ id }: RequestObject): Promise<void> {
  await until(async () => {
    const rows = await rowsOf(
      slack.ground.database.app,
      `select 1 from graphile_worker.jobs where run_at <= now()
         and task_identifier in ('remind', 'escalate', 'sync_card')`,
    )
    return rows.length === 0
  })
  await service.api.read(id)
}
