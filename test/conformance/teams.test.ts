import type { DecideResult, MessageRef } from '../../src/app/ports.ts'
import type { Card } from '../../src/core/card/card.ts'
import type { Destination } from '../../src/core/policy/policy.ts'
import { aliveOf, faultsOf, inputsOf, linksOf, nodesOf, textOf } from '../fakes/adaptive-card.ts'
import { recordingDecide } from '../fakes/recording-decide.ts'
import { acceptedRequest } from '../fakes/requests.ts'
import { type FakeTeams, openFakeTeams, type TeamsAnswer } from '../fakes/teams-fake.ts'
import { otherTenantId, tenantId } from '../fakes/teams-people.ts'
import type { TeamsPosted } from '../fakes/teams-rooms.ts'
import { startTeamsServer } from '../fakes/teams-server.ts'
import { type ChatHarness, cardsOf, chatSuite } from './chat.ts'
import { type Entered, type FormHarness, formSuite } from './form.ts'
import { type Shown, surfaceSuite } from './surface.ts'

surfaceSuite('Microsoft Teams', openHarness)
chatSuite('Microsoft Teams', openHarness)
formSuite('Microsoft Teams', openHarness)

const accepted: DecideResult = { ok: true, request: acceptedRequest, repeated: false }

async function openHarness(): Promise<ChatHarness & FormHarness> {
  const teams = await openFakeTeams()
  const channel = teams.channel('Approvals')
  const recording = recordingDecide(accepted)
  let server = await startTeamsServer(teams, recording.decide)
  const answers: TeamsAnswer[] = []
  const surface = () => server.surface
  const destination = place(channel.id)
  const breakPlatform = () => teams.connector.fail('*', { status: 503 })
  const cards = cardsOf(surface, destination, breakPlatform)

  async function pressWith(ref: MessageRef, title: string, entered: Entered): Promise<boolean> {
    const message = messageAt(teams, ref)
    for (const id of Object.keys(entered)) {
      if (!inputsOf(message.card).some((input) => input['id'] === id)) {
        throw new Error(`there is no place to enter a ${id}`)
      }
    }
    const inputs = { ...entered }
    const answer = await teams.press(server.endpoint, { person: 'ana', message, title, inputs })
    answers.push(answer)
    return answer.status === 200 && answer.card !== null
  }

  return {
    ...cards,
    ...accountsOf(teams),
    name: 'teams',
    surface,
    destination,
    refusedDestination: place('19:missing@thread.tacv2'),
    refusedReason: 'channel_not_found',
    clicks: recording.clicks,
    async post(card: Card) {
      server.view.card = card
      return cards.post(card)
    },
    answerWith(answer) {
      recording.answer = answer
    },
    shown: async (ref) => shownOf(messageAt(teams, ref)),
    publicTexts: async () =>
      teams
        .messages(channel.id)
        .filter(({ root }) => root)
        .map((message) => shownOf(message).text),
    press: (ref, title) => pressWith(ref, title, {}),
    pressWith,
    privateAnswers: async () => answers.flatMap(({ text }) => (text === null ? [] : [text])),
    thread: async (ref) =>
      teams
        .messages(String(ref['conversation']))
        .filter(({ root }) => !root)
        .map(shownOf),
    told: async ({ subject }) =>
      teams.messages(personalOf(teams, subject)).map((message) => shownOf(message)),
    async restart() {
      const { card } = server.view
      await server.close()
      server = await startTeamsServer(teams, recording.decide)
      server.view.card = card
    },
    breakPlatform,
    async close() {
      await server.close()
      await teams.close()
    },
  }
}

function accountsOf(
  teams: FakeTeams,
): Pick<ChatHarness, 'presser' | 'colleague' | 'outsider' | 'unreachable' | 'unreachableReason'> {
  const account = (subject: string, tenant = tenantId) =>
    ({ provider: 'entra', tenant, subject }) as const
  const of = (name: string) => account(String(teams.person(name).objectId))
  return {
    presser: { kind: 'account', account: of('ana'), profile: { standing: 'member' } },
    colleague: of('bo'),
    outsider: account('bbbbbbbb-0000-4000-8000-000000000001', otherTenantId),
    unreachable: account('bbbbbbbb-0000-4000-8000-000000000002'),
    unreachableReason: 'bad_request',
  }
}

function place(channel: string): Destination {
  return { slack: null, teams: { tenant: null, team: null, channel } }
}

function messageAt(teams: FakeTeams, ref: MessageRef): TeamsPosted {
  const found = teams.messages(String(ref['conversation'])).find(({ id }) => id === ref['activity'])
  if (found === undefined) throw new Error('the message is not there')
  return found
}

/** Nobody has a conversation with the bot by being asked for it here. */
function personalOf(teams: FakeTeams, objectId: string): string {
  const names = ['ana', 'bo', 'cy']
  const name = names.find((one) => teams.person(one).objectId === objectId)
  return name === undefined ? 'nobody' : teams.personal(name)
}

/** What Teams would draw of a message. Whatever does not validate would not be drawn at all. */
function shownOf({ card, activity }: TeamsPosted): Shown {
  if (card === null) throw new Error('the message has no card')
  const nodes = nodesOf(card)
  return {
    text: textOf({ body: card['body'] }),
    buttons: nodes
      .filter(
        ({ type, title }) => /^Action\.(Execute|OpenUrl|ShowCard)$/.test(String(type)) && title,
      )
      .map(({ title }) => String(title)),
    links: linksOf(card).map(String),
    mentions: nodes
      .filter(({ type }) => type === 'mention')
      .map(({ mentioned }) => String((mentioned as { id: unknown }).id)),
    alive: [
      ...faultsOf(card),
      ...aliveOf(card),
      ...(activity['text'] === undefined || activity['text'] === '' ? [] : ['text']),
    ],
  }
}
