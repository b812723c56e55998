import { describe, expect, it } from '@jest/globals'
import { defaultDeny, defaultReview, faultsOf, head, read } from './build.ts'

const tenant = '0b6e1f52-7c1d-4a63-9f0e-2d1c3b4a5f60'
const team = '7d2a1c3e-0000-4b5c-8d9e-aabbccddeeff'
const other = '11111111-1111-4111-8111-111111111111'
const channel = '19:aB_c-9@thread.tacv2'
const encoded = '19%3AaB_c-9%40thread.tacv2'
const query = `groupId=${team}&tenantId=${tenant}`

const policy = (teams: string) =>
  `version: 1\n${defaultDeny}destinations: { room: { teams: ${teams} } }\n`
const placeOf = (teams: string) => read(policy(teams)).policy.destinations['room']?.teams
const faultOf = (teams: string) => {
  const faults = faultsOf(policy(teams))
  expect(faults).toHaveLength(1)
  return faults[0]
}

describe('a link to a channel of Teams names tenant, team and channel', () => {
  it.each([
    `https://teams.microsoft.com/l/channel/${encoded}/Approvals?${query}`,
    `https://teams.microsoft.com/l/channel/${encoded}/Data%2520approvals?${query}&ngc=true&allowXTenantAccess=true`,
    `https://teams.microsoft.com/l/channel/${channel}/Approvals?${query}`,
    `https://teams.microsoft.com/l/channel/19%3aaB_c-9%40thread.tacv2/?${query}`,
    `https://teams.microsoft.com/l/channel/${encoded}?tenantId=${tenant}&groupId=${team}`,
    `https://teams.cloud.microsoft/l/channel/${encoded}/Approvals?${query}`,
    `https://gov.teams.microsoft.us/l/channel/${encoded}/Approvals?${query}`,
    `HTTPS://TEAMS.MICROSOFT.COM:443/l/channel/${encoded}/Approvals?${query}`,
    `https://teams.microsoft.com/l/channel/${encoded}/Approvals?groupId=${team.toUpperCase()}&tenantId=${tenant.toUpperCase()}`,
  ])('%s', (link) => {
    expect(placeOf(`"${link}"`)).toEqual({ tenant, team, channel })
  })

  it('also where the channel is as old as Skype', () => {
    const link = `https://teams.microsoft.com/l/channel/19%3A${'a'.repeat(32)}%40thread.skype/General?${query}`

    expect(placeOf(`"${link}"`)?.channel).toBe(`19:${'a'.repeat(32)}@thread.skype`)
  })
})

describe('an id alone names the channel and leaves tenant and team open', () => {
  it.each([
    channel,
    '19:0123456789abcdef0123456789abcdef@thread.skype',
    '19:meeting_QUJD@thread.v2',
  ])('%s', (id) => {
    expect(placeOf(`"${id}"`)).toEqual({ tenant: null, team: null, channel: id })
  })
})

describe('a map names what it says', () => {
  it.each([
    [`{ channel: "${channel}" }`, { tenant: null, team: null, channel }],
    [`{ tenant: ${tenant}, channel: "${channel}" }`, { tenant, team: null, channel }],
    [`{ tenant: ${tenant}, team: ${team}, channel: "${channel}" }`, { tenant, team, channel }],
    [
      `{ team: "19:General_1@thread.tacv2", channel: "${channel}" }`,
      { team: '19:General_1@thread.tacv2' },
    ],
    [
      '{ channel: "19:group@thread.v2" }',
      { tenant: null, team: null, channel: '19:group@thread.v2' },
    ],
  ])('%s', (map, place) => {
    expect(placeOf(map)).toMatchObject(place)
  })
})

describe('a link that is no link to one channel says what it is', () => {
  const at = (host: string, path: string, parameters = query) =>
    `https://${host}/${path}?${parameters}`
  const here = (path: string, parameters = query) => at('teams.microsoft.com', path, parameters)
  const channelPath = `l/channel/${encoded}/Approvals`

  it.each([
    ['a message', here(`l/message/${encoded}/1700000000000`), 'found a link to a message'],
    ['a chat', here('l/chat/19%3Aa%40thread.v2/conversations'), 'found a link to a chat'],
    ['a team', here(`l/team/${encoded}/conversations`), 'found a link to a team'],
    ['a meeting', here('l/meetup-join/19%3Aa%40thread.v2/0'), 'found a link to a meeting'],
    ['something else', here('v2/'), 'found a link to something else in Teams'],
    [
      'a path of another page',
      here(`x/channel/${encoded}/Approvals`),
      'found a link to something else in Teams',
    ],
    ['a channel without id', here('l/channel'), 'found a link without the id of a channel'],
    ['a group chat', here('l/channel/19%3Aa%40thread.v2/x'), 'without the id of a channel'],
    ['a thread', here(`l/channel/${encoded}%3Bmessageid%3D1/x`), 'without the id of a channel'],
    ['a broken encoding', here('l/channel/19%3Aa%zz/x'), 'without the id of a channel'],
    ['no tenant', here(channelPath, `groupId=${team}`), 'found a link without one tenantId'],
    ['no team', here(channelPath, `tenantId=${tenant}`), 'found a link without one groupId'],
    [
      'two tenants',
      here(channelPath, `${query}&tenantId=${other}`),
      'found a link without one tenantId',
    ],
    ['two teams', here(channelPath, `${query}&groupId=${other}`), 'without one groupId'],
    [
      'a tenant by name',
      here(channelPath, `groupId=${team}&tenantId=example.com`),
      'without one tenantId',
    ],
    ['another host', at('teams.example.com', channelPath), 'found a link to "teams.example.com"'],
    ['a host below', at('teams.microsoft.com.evil.test', channelPath), 'and not to teams.'],
    ['a host of a cloud without bots', at('dod.teams.microsoft.us', channelPath), 'and not to'],
    ['another port', at('teams.microsoft.com:8443', channelPath), 'and not to teams.'],
    ['a user', at('teams.microsoft.com@evil.test', channelPath), 'found a link to "evil.test"'],
    ['a user of the host', at('a:b@teams.microsoft.com', channelPath), 'and not to teams.'],
    ['plain http', here(channelPath).replace('https', 'http'), 'and not to teams.'],
    ['no URL', 'https://', 'found the broken link "https://"'],
  ])('%s', (_, link, detail) => {
    expect(faultOf(`"${link}"`)).toEqual({
      path: 'destinations.room.teams',
      line: 3,
      column: 32,
      detail: expect.stringContaining(detail),
    })
    expect(faultOf(`"${link}"`)?.detail).toContain('expected the link to the channel itself')
  })
})

describe('what names no channel of Teams is a fault', () => {
  it.each([
    ['teams', '"#general"', 'expected the link to a channel of Teams, or its id'],
    ['teams', '"19:a@unq.gbl.spaces"', 'expected the link to a channel of Teams, or its id'],
    ['teams', `"${channel};messageid=1"`, 'expected the link to a channel of Teams, or its id'],
    ['teams', `"x${channel}"`, 'expected the link to a channel of Teams, or its id'],
    ['teams', `"${channel}\\n"`, 'expected the link to a channel of Teams, or its id'],
    ['teams', `["${channel}"]`, 'found a list, expected a channel of Teams'],
    ['teams', '', 'found nothing, expected a channel of Teams'],
    ['teams', `"https://${'a'.repeat(2_048)}"`, 'expected a channel of Teams'],
    ['teams.channel', '{}', 'found nothing, expected the id of a channel of Teams'],
    ['teams.channel', '{ channel: General }', 'found "General", expected the id of a channel'],
    ['teams.tenant', `{ channel: "${channel}", tenant: common }`, 'the id of an Entra tenant'],
    ['teams.team', `{ channel: "${channel}", team: Data }`, 'the id of a team'],
    ['teams.team', `{ channel: "${channel}", team: "19:a@thread.v2" }`, 'the id of a team'],
    ['teams', `{ channel: "19:a@thread.v2", team: ${team} }`, 'a team beside a group chat'],
    ['teams.groupId', `{ channel: "${channel}", groupId: ${team} }`, 'unknown key "groupId"'],
  ])('%s: %s', (path, teams, detail) => {
    expect(faultOf(teams)).toMatchObject({
      path: `destinations.room.${path}`,
      detail: expect.stringContaining(detail),
    })
  })
})

describe('cards go to a destination that has a place', () => {
  const posting = (destination: string) =>
    `${head}${defaultReview.replace('expires_in', 'post_to: room, expires_in')}destinations: { room: ${destination} }\n`

  it.each(['{ slack: C01 }', `{ teams: "${channel}" }`, `{ slack: C01, teams: "${channel}" }`])(
    '%s is one',
    (destination) => {
      expect(faultsOf(posting(destination))).toEqual([])
    },
  )

  it('one without any is a fault where a review posts to it', () => {
    expect(faultsOf(posting('{}'))).toEqual([
      expect.objectContaining({
        path: 'default.review.post_to',
        detail: 'found "room", which is a destination without a surface',
      }),
    ])
  })

  it('one that is wrong is one fault, and not a second where it is used', () => {
    expect(faultsOf(posting('{ teams: general }'))).toHaveLength(1)
  })
})
