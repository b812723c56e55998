import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type RunningService, startHere } from '../harness/service.ts'
import { eventsOf } from '../harness/story.ts'
import { newTeamsGround, saysOf, type TeamsGround } from '../harness/teams.ts'
import { until } from '../harness/until.ts'

let teams: TeamsGround
let service: RunningService

beforeAll(async () => {
  teams = await newTeamsGround()
  service = await startHere(teams.ground, teams.settings)
})

afterAll(async () => {
  await service.stop()
  await teams.close()
})

async function untilShared(request: { id: string }, words: string): Promise<void> {
  const { id } = request as Parameters<typeof teams.cardOf>[0]
  await until(async () => saysOf((await teams.cardOf({ id })).card).includes(words))
}

describe('a request in Microsoft Teams', () => {
  it('is asked in the channel, decided by two people, and its verdict reaches the agent', async () => {
    const request = await service.api.propose()
    const card = await teams.cardOf(request)
    expect(saysOf(card.card)).toContain('data.export')
    const waiting = service.api.read(request.id, 60)

    const first = await teams.press(service, 'bo', card, 'Approve')
    expect(first).toMatchObject({ status: 200 })
    expect(saysOf(first.card)).toContain('approved this already')
    await untilShared(request, '✓')
    const second = await teams.press(service, 'cy', card, 'Approve')

    expect(saysOf(second.card)).toContain('Approved')
    const settled = await waiting
    expect(settled.status).toBe('approved')
    expect(
      settled.verdict?.decisions.map(({ person, surface, counts_for }) => [
        person,
        surface,
        counts_for,
      ]),
    ).toEqual([
      ['bo@example.com', 'teams', 'data-owners'],
      ['cy@example.com', 'teams', 'security'],
    ])
    await untilShared(request, 'Approved · data.export · production')
    const { card: shared } = await teams.cardOf(request)
    expect(saysOf(shared)).not.toContain('Action.Execute')
    expect(shared).not.toHaveProperty('refresh')
    expect(teams.messagesOf(request)).toHaveLength(1)
  })

  it('takes a denial with a comment that was typed on the card', async () => {
    const request = await service.api.propose()
    const card = await teams.cardOf(request)

    const answer = await teams.press(service, 'ana', card, 'Deny', {
      inputs: { comment: 'Needs a smaller batch' },
    })

    expect(saysOf(answer.card)).toContain('Needs a smaller batch')
    const settled = await service.api.read(request.id)
    expect(settled).toMatchObject({
      status: 'denied',
      verdict: { decisions: [{ person: 'ana@example.com', comment: 'Needs a smaller batch' }] },
    })
  })

  it('shows each person what they may do', async () => {
    const request = await service.api.propose({
      action: 'data.export',
      payload: { rows: 1 },
      on_behalf_of: 'eve@example.com',
    })
    const card = await teams.cardOf(request)

    const approver = await teams.refresh(service, 'ana', card)
    const beneficiary = await teams.refresh(service, 'eve', card)
    const viewer = await teams.refresh(service, 'olga', card)

    expect(saysOf(approver.card)).toContain('"Approve"')
    expect(saysOf(beneficiary.card)).toContain('own action')
    expect(saysOf(beneficiary.card)).not.toContain('"Approve"')
    expect(saysOf(viewer.card)).toContain('none of the groups')
    expect(saysOf(viewer.card)).not.toContain('"Deny"')
  })

  it('answers a click that is repeated as it answered the first', async () => {
    const request = await service.api.propose()
    const card = await teams.cardOf(request)

    const first = await teams.press(service, 'bo', card, 'Approve')
    const again = await teams.press(service, 'bo', card, 'Approve')

    expect(again).toEqual(first)
    expect(await eventsOf(service.api, request, 'decision.recorded')).toHaveLength(1)
  })

  it('asks again on the card itself where the policy wants a comment', async () => {
    const request = await service.api.propose({ action: 'service.restart', payload: {} })
    const card = await teams.cardOf(request)

    const asked = await teams.press(service, 'olga', card, 'Deny')
    expect(asked.status).toBe(200)
    expect(saysOf(asked.card)).toContain('wants a comment')
    expect((await service.api.read(request.id)).status).toBe('pending')
    const denied = await teams.press(service, 'olga', card, 'Deny', {
      card: asked.card ?? {},
      inputs: { comment: 'Not during the sale' },
    })

    expect(saysOf(denied.card)).toContain('Not during the sale')
    expect((await service.api.read(request.id)).status).toBe('denied')
  })

  it('follows a decision that was made elsewhere, and a withdrawal', async () => {
    const request = await service.api.propose()
    await teams.cardOf(request)
    await service.api.decide(await service.api.person('cy@example.com'), request, 'deny', 'No')
    await untilShared(request, 'Denied')

    const other = await service.api.propose()
    await teams.cardOf(other)
    await service.api.call('POST', `/v1/requests/${other.id}/cancel`, {
      body: { reason: 'job cancelled' },
    })
    await untilShared(other, 'Withdrawn')
  })

  it('tells whoever clicks on a card of a settled request that it is settled', async () => {
    const request = await service.api.propose()
    const card = await teams.cardOf(request)
    const shown = card.card ?? {}
    await teams.press(service, 'ana', card, 'Deny')

    const late = await teams.press(service, 'cy', card, 'Approve', { card: shown })

    expect(late.text ?? saysOf(late.card)).toMatch(/already denied|Denied/)
    expect((await service.api.read(request.id)).status).toBe('denied')
  })
})
