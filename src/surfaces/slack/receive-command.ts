import type { types } from '@slack/bolt'
import { z } from 'zod'
import { RequestId } from '../../contract/ids.ts'
import type { Card } from '../../core/card/card.ts'
import { type ActPorts, clickerOf } from './act.ts'
import { detailsButton, offerButton } from './buttons.ts'
import { renderCard } from './card.ts'
import { escapeText } from './clip.ts'
import { commandLinesCountMax, homePayloadCharsMax } from './limits.ts'
import { Origin, type Who, whoOf } from './origin.ts'
import { timesLine } from './pending-card.ts'
import { personalCard } from './personal-card.ts'
import { bold, type Piece, paragraph, plain, richText } from './rich-text.ts'
import { notYoursSentence } from './show-details.ts'

/** @see https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
const GivenCommand = z.object({
  is_enterprise_install: Origin.shape.is_enterprise_install,
  enterprise_id: z.string().nullish(),
  team_id: z.string(),
  user_id: z.string(),
  command: z.string(),
  text: z.string().optional(),
})

interface Command extends Who {
  command: string
}

/** What the person who typed the command sees, and nobody else. */
export interface CommandAnswer {
  response_type: 'ephemeral'
  text: string
  blocks: types.KnownBlock[]
}

export type CommandPorts = Pick<ActPorts, 'verbs' | 'profiles' | 'log'> & { consoleUrl: string }

/**
 * One slash command, answered in its acknowledgement, which only the person sees. Where a verb throws nothing is
 * acknowledged, and Slack says that the command failed.
 */
export async function receiveCommand(
  ports: CommandPorts,
  body: unknown,
  ack: (answer: CommandAnswer) => Promise<void>,
): Promise<void> {
  const parsed = GivenCommand.safeParse(body)
  const who = parsed.success ? commander(parsed.data) : null
  if (!parsed.success || who === null) {
    ports.log.warn({}, 'A Slack command had another shape than documented')
    return ack(says([['This command could not be read.']]))
  }
  const command: Command = { ...who, command: parsed.data.command }
  const [word = '', ...rest] = (parsed.data.text ?? '').trim().split(/\s+/)
  switch (word.toLowerCase()) {
    case 'pending':
      return ack(await showPending(ports, command))
    case 'show':
      return ack(await showOne(ports, command, rest.join(' ')))
    case 'link':
      return ack(await showLink(ports, command))
    default:
      return ack(help(command))
  }
}

function help({ command }: Command): CommandAnswer {
  return says([
    ['I show you what AI agents ask of you, and take your decision.'],
    [bold(`${command} pending`), ': what waits for you.'],
    [bold(`${command} show req_...`), ': one request, to decide on where you may.'],
    [
      bold(`${command} link`),
      ': says that this Slack account is yours, where we do not know it yet.',
    ],
    [bold(`${command} help`), ': this text.'],
  ])
}

async function showPending(ports: CommandPorts, command: Command): Promise<CommandAnswer> {
  const home = await ports.verbs.home({
    clicker: await clickerOf(ports, command),
    payloadCharsMax: homePayloadCharsMax,
    waitingCountMax: commandLinesCountMax,
    latestCountMax: 0,
  })
  if (home.kind === 'unknown') {
    return says([[home.sentence]])
  }
  if (home.waiting.length === 0) {
    return says([['Nothing waits for you.']])
  }
  const title = 'This waits for you:'
  const more: Piece[][] = home.more ? [[consoleLink(ports.consoleUrl)]] : []
  return {
    response_type: 'ephemeral',
    text: title,
    blocks: [
      richText('cs_title', [paragraph([[plain(title)]])]),
      ...home.waiting.flatMap(({ card }, index) => waitingBlocks(card, index)),
      ...(more.length === 0 ? [] : [richText('cs_more', [paragraph(more)])]),
    ],
  }
}

/** A line has no room for the payload, so there is no Approve beside it. */
function waitingBlocks(card: Card, index: number): types.KnownBlock[] {
  const what = ` · ${card.environment ?? 'no environment'} · ${card.agent}`
  return [
    richText(`cs_line_${index}`, [paragraph([[bold(card.action), plain(what)], timesLine(card)])]),
    {
      type: 'actions',
      block_id: `cs_actions_${index}`,
      elements: [offerButton(card, null, 'review')],
    },
  ]
}

async function showOne(
  ports: CommandPorts,
  command: Command,
  named: string,
): Promise<CommandAnswer> {
  const request = RequestId.safeParse(/req_[0-9a-z]+/.exec(named)?.[0])
  if (!request.success) {
    return says([
      [`Say which one: ${command.command} show req_..., the end of the request's address.`],
    ])
  }
  const clicker = await clickerOf(ports, command)
  const seen = await ports.verbs.inspect({ request: request.data, clicker })
  if (seen === null) {
    return says([[notYoursSentence]])
  }
  const { text, blocks } = renderCard(personalCard(seen.card, seen.may), null)
  const isPending = seen.card.verdict === null
  const details: types.KnownBlock = {
    type: 'actions',
    block_id: 'cs_details',
    elements: [detailsButton(seen.card, null)],
  }
  return { response_type: 'ephemeral', text, blocks: isPending ? blocks : [...blocks, details] }
}

async function showLink(ports: CommandPorts, command: Command): Promise<CommandAnswer> {
  const answer = await ports.verbs.offerLink(await clickerOf(ports, command))
  switch (answer.kind) {
    case 'linked':
      return says([['This account is linked already: we know whose it is.']])
    case 'refused':
      return says([[answer.sentence]])
    case 'closed':
      return says([[closedSentence]])
    case 'offered':
      return says([
        [answer.known ? knownSentence : offerSentence],
        [
          {
            type: 'link',
            url: answer.url,
            text: answer.known ? 'Both are me' : 'Link this account',
          },
        ],
      ])
  }
}

const knownSentence =
  'This account is linked already: we know whose it is. If you also sign in to the console as somebody else, as with another e-mail, open this address signed in as them, and say that both are you. It works once, for ten minutes, and is meant for you alone: whoever opens it for you would be one person with you.'
const closedSentence =
  'Accounts cannot be linked here yet. Ask whoever keeps the policy to trust this workspace and your e-mail domain under "identities".'
const offerSentence =
  'Open this address, sign in, and say that this Slack account is yours. It works once, for ten minutes, and is meant for you alone: whoever opens it for you would let you decide in their name.'

function commander(given: z.infer<typeof GivenCommand>): Who | null {
  const { is_enterprise_install, enterprise_id: enterprise, team_id: team, user_id: user } = given
  return whoOf({
    is_enterprise_install,
    enterprise: enterprise ? { id: enterprise } : null,
    team: { id: team },
    user: { id: user },
  })
}

function consoleLink(url: string): Piece {
  return { type: 'link', url, text: 'More is waiting: open the console' }
}

/** Lines of our own. The first is what a screen reader says. */
function says(lines: (string | Piece)[][]): CommandAnswer {
  const pieces = lines.map((line) =>
    line.map((piece) => (typeof piece === 'string' ? plain(piece) : piece)),
  )
  const [first] = lines[0] ?? []
  return {
    response_type: 'ephemeral',
    text: escapeText(typeof first === 'string' ? first : 'Countersign'),
    blocks: [richText('cs_answer', [paragraph(pieces)])],
  }
}
