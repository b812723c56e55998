import { describe, expect, it } from '@jest/globals'
import { buttonValue, readClick } from '../../../../src/surfaces/slack/click.ts'
import { cardId, digest, requestId } from '../../../fakes/cards.ts'

const value = buttonValue(requestId, digest, cardId)
const whole = {
  team: { id: 'T1' },
  user: { id: 'U1', team_id: 'T2' },
  channel: { id: 'C1' },
  message: { ts: '1.2' },
  container: { channel_id: 'C1', message_ts: '1.2' },
  response_url: 'https://hooks.slack.com/actions/1',
  actions: [{ action_id: 'countersign_approve', value }],
}

describe('a click as Slack sends it', () => {
  it("belongs to the clicker's own workspace, not to the one of the channel", () => {
    expect(readClick(whole)).toEqual({
      kind: 'click',
      click: {
        decision: 'approve',
        button: { request: requestId, digest, card: cardId },
        account: { provider: 'slack', tenant: 'T2', subject: 'U1' },
        home: 'T1',
        message: { key: 'C1:1.2', ref: { channel: 'C1', ts: '1.2', home: 'T1' } },
        form: false,
        view: null,
      },
      asker: {
        home: 'T1',
        user: 'U1',
        channel: 'C1',
        responseUrl: 'https://hooks.slack.com/actions/1',
        trigger: null,
        inModal: false,
      },
    })
  })

  it("belongs to the payload's workspace where the clicker's is not named", () => {
    const reading = readClick({ ...whole, user: { id: 'U1' } })

    expect(reading).toMatchObject({ click: { account: { tenant: 'T1' } } })
  })

  it.each([
    ['one of its workspaces', { id: 'T1' }],
    ['no workspace', null],
  ])(
    'belongs to the organisation where the app is installed org-wide and it names %s',
    (_, team) => {
      const reading = readClick({
        ...whole,
        team,
        enterprise: { id: 'E1' },
        is_enterprise_install: true,
      })

      const account = { provider: 'slack', tenant: 'E1', subject: 'U1' }
      expect(reading).toMatchObject({ click: { account, home: 'E1' } })
    },
  )

  it('belongs to a workspace of an organisation where the app is installed in that one', () => {
    const body = { ...whole, enterprise: { id: 'E1' }, is_enterprise_install: false }

    expect(readClick(body)).toMatchObject({ click: { account: { tenant: 'T2' }, home: 'T1' } })
  })

  it.each([
    ['no installation that it could have come through', { ...whole, team: null }],
    ['no workspace at all', { ...whole, team: null, user: { id: 'U1' } }],
    ['an unknown button', { ...whole, actions: [{ action_id: 'other', value }] }],
    ['no value', { ...whole, actions: [{ action_id: 'countersign_deny' }] }],
    [
      'a value that is no JSON',
      { ...whole, actions: [{ action_id: 'countersign_deny', value: '{' }] },
    ],
    [
      'a value of another shape',
      { ...whole, actions: [{ action_id: 'countersign_deny', value: '{"r":"req_1"}' }] },
    ],
  ])('decides nothing with %s', (_name, body) => {
    expect(readClick(body).kind).toBe('stale')
  })

  it.each([[{}], [null], ['text'], [{ ...whole, actions: [] }], [{ ...whole, user: undefined }]])(
    'cannot be read in the shape %#',
    (body) => {
      expect(readClick(body)).toEqual({ kind: 'unreadable' })
    },
  )

  it('is only a way to the console when it is on a Review that carries nothing', () => {
    const body = { ...whole, actions: [{ action_id: 'countersign_review' }] }

    expect(readClick(body)).toEqual({ kind: 'link' })
  })

  it('names no message where one person alone sees it, because nothing can bring it up to date', () => {
    const container = { ...whole.container, is_ephemeral: true }

    expect(readClick({ ...whole, container })).toMatchObject({ click: { message: null } })
  })

  it('is about the message that its modal was opened from', () => {
    const note = JSON.stringify({ r: requestId, d: digest, c: cardId, m: ['C7', '7.7'] })
    const view = { id: 'V1', type: 'modal', private_metadata: note }

    expect(readClick({ ...whole, view })).toMatchObject({
      click: { message: { key: 'C7:7.7', ref: { channel: 'C7', ts: '7.7' } } },
    })
  })

  it('names no message where Slack names none', () => {
    const { container: _container, message: _message, ...rest } = whole

    expect(readClick(rest)).toMatchObject({ kind: 'click', click: { message: null } })
  })
})
