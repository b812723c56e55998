import { isRecord, type JsonRecord, recordsIn, recordsWithin } from './slack-json.ts'

/**
 * What Slack refuses of a message, as a table: https://docs.slack.dev/reference/block-kit. The emulator
 * checks none of it, and a fake that accepts what the platform refuses is a bug.
 */
interface SlackMessage {
  text: string
  blocks: unknown[]
}

export class SlackLimitError extends Error {
  readonly code: string

  constructor(code: string, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
  }
}

/** Undocumented: slackapi/bolt-js#2509 met it at about 13,200 characters. */
const allBlocksCharsMax = 13_000

/** Throws where Slack would refuse. Lengths are those of the escaped text, the strictest reading. */
export function checkSlackMessage({ text, blocks }: SlackMessage): void {
  limit('msg_too_long', 'text', text.length, 1, 4_000)
  checkSlackBlocks(blocks, 50, checks)
  limit('msg_blocks_too_long', 'all blocks', totalChars(blocks), 1, allBlocksCharsMax)
}

/** What Slack refuses of the blocks of a message or view. */
export function checkSlackBlocks(blocks: unknown[], countMax: number, known = checks): void {
  limit('invalid_blocks', 'blocks', blocks.length, 1, countMax)
  refuseIf(!blocks.every(isRecord), 'a block is no object')
  const ids = new Set<unknown>()
  for (const block of blocks.filter(isRecord)) {
    const id = block['block_id']
    if (id !== undefined) {
      textLimit('block_id', id, 255)
      refuseIf(ids.has(id), `block_id ${String(id)} twice`)
      ids.add(id)
    }
    const check = known[String(block['type'])]
    if (check === undefined) {
      throw new SlackLimitError('invalid_blocks', `unknown block ${String(block['type'])}`)
    }
    check(block)
  }
}

/** All texts of all blocks, as Slack may count them. */
export function totalChars(blocks: unknown[]): number {
  return recordsWithin(blocks)
    .flatMap((node) => [node['text'], node['fallback']])
    .filter((text) => typeof text === 'string')
    .reduce((sum, text) => sum + escapedLength(text), 0)
}

/** One check per kind of block; a kind that is not here is one that Slack does not know. */
export const checks: Record<string, (block: JsonRecord) => void> = {
  divider() {},
  header(block) {
    textObject('header', block['text'], ['plain_text'], 150)
  },
  section(block) {
    textObject('section', block['text'], ['plain_text', 'mrkdwn'], 3_000)
  },
  context(block) {
    const elements = recordsIn(block, 'elements')
    limit('invalid_blocks', 'context elements', elements.length, 1, 10)
    for (const element of elements) {
      textObject('context', element, ['plain_text', 'mrkdwn'], 3_000)
    }
  },
  actions(block) {
    const elements = recordsIn(block, 'elements')
    limit('invalid_blocks', 'actions elements', elements.length, 1, 25)
    const ids = elements.map((element) => element['action_id'])
    refuseIf(new Set(ids).size < ids.length, 'action_id twice in one block')
    elements.forEach(checkButton)
  },
  rich_text(block) {
    const elements = recordsIn(block, 'elements')
    limit('invalid_blocks', 'rich_text elements', elements.length, 1, 100)
    elements.forEach(checkRichText)
  },
}

function checkButton(button: JsonRecord): void {
  refuseIf(button['type'] !== 'button', `unknown element ${String(button['type'])}`)
  textObject('button', button['text'], ['plain_text'], 75)
  textLimit('action_id', button['action_id'], 255)
  if (button['value'] !== undefined) {
    textLimit('value', button['value'], 2_000)
  }
  if (button['url'] !== undefined) {
    textLimit('url', button['url'], 3_000)
  }
  refuseIf(![undefined, 'primary', 'danger'].includes(asText(button['style'])), 'button style')
  if (button['confirm'] !== undefined) checkConfirmation(button['confirm'])
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
function checkConfirmation(value: unknown): void {
  const dialog = isRecord(value) ? value : {}
  textObject('confirm title', dialog['title'], ['plain_text'], 100)
  textObject('confirm text', dialog['text'], ['plain_text', 'mrkdwn'], 300)
  textObject('confirm button', dialog['confirm'], ['plain_text'], 30)
  textObject('confirm cancel', dialog['deny'], ['plain_text'], 30)
}

function checkRichText(element: JsonRecord): void {
  const known = ['rich_text_section', 'rich_text_preformatted', 'rich_text_quote']
  refuseIf(!known.includes(String(element['type'])), `unknown rich text ${String(element['type'])}`)
  const inner = recordsIn(element, 'elements')
  limit('invalid_blocks', 'rich text pieces', inner.length, 1, 1_000)
  for (const piece of inner) {
    checkPiece(piece, String(element['type']))
  }
}

function checkPiece(piece: JsonRecord, container: string): void {
  switch (piece['type']) {
    case 'text':
      textLimit('rich text', piece['text'], allBlocksCharsMax)
      return
    case 'link':
      refuseIf(!/^https?:\/\//.test(String(piece['url'])), 'link url')
      textLimit('link url', piece['url'], 3_000)
      return
    case 'user':
      refuseIf(container === 'rich_text_preformatted', 'mention in preformatted text')
      refuseIf(!/^[UW][A-Z0-9]+$/.test(String(piece['user_id'])), 'user id')
      return
    case 'date':
      refuseIf(container === 'rich_text_preformatted', 'date in preformatted text')
      refuseIf(!Number.isInteger(piece['timestamp']), 'date timestamp')
      textLimit('date format', piece['format'], 255)
      return
    default:
      throw new SlackLimitError('invalid_blocks', `unknown piece ${String(piece['type'])}`)
  }
}

export function textObject(where: string, value: unknown, types: string[], charsMax: number): void {
  const object = isRecord(value) ? value : {}
  refuseIf(!types.includes(String(object['type'])), `${where} text type`)
  refuseIf(object['type'] === 'mrkdwn' && object['emoji'] !== undefined, `${where} emoji`)
  textLimit(where, object['text'], charsMax)
}

export function textLimit(where: string, value: unknown, charsMax: number): void {
  refuseIf(typeof value !== 'string', `${where} is no text`)
  limit('invalid_blocks', where, escapedLength(String(value)), 1, charsMax)
}

export function limit(code: string, where: string, size: number, min: number, max: number): void {
  if (size < min || size > max) {
    throw new SlackLimitError(code, `${where}: ${size} is not within ${min} and ${max}`)
  }
}

export function refuseIf(wrong: boolean, detail: string): void {
  if (wrong) {
    throw new SlackLimitError('invalid_blocks', detail)
  }
}

function asText(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value)
}

function escapedLength(text: string): number {
  return text.length + 3 * (text.match(/[<>]/g) ?? []).length + 4 * (text.match(/&/g) ?? []).length
}
