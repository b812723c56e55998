import { isRecord, type JsonRecord, recordsIn } from './slack-json.ts'
import {
  checkSlackBlocks,
  checks,
  limit,
  refuseIf,
  SlackLimitError,
  textLimit,
  textObject,
} from './slack-limits.ts'

const viewBytesMax = 250_000

/**
 * What Slack refuses of a view (https://docs.slack.dev/reference/views and the error lists of `views.*`), which the
 * emulator does not check. A view's size is that of its JSON with everything beyond ASCII spelled out: the strictest
 * reading of "250 kB".
 */
export function checkSlackView(view: unknown): void {
  const given = isRecord(view) ? view : {}
  const blocks = given['blocks']
  refuseIf(!Array.isArray(blocks), 'a view without blocks')
  checkSlackBlocks(Array.isArray(blocks) ? blocks : [], 100, { ...checks, input: checkInput })
  checkTexts(given)
  const json = JSON.stringify(view)
  const bytes = json.length + 5 * (json.match(/[^\u0020-\u007e]/g)?.length ?? 0)
  limit('view_too_large', 'view', bytes, 1, viewBytesMax)
}

function checkTexts(view: JsonRecord): void {
  if (view['type'] === 'modal') {
    textObject('title', view['title'], ['plain_text'], 24)
  }
  for (const key of ['submit', 'close']) {
    if (view[key] !== undefined) {
      textObject(key, view[key], ['plain_text'], 24)
    }
  }
  const hasInput = recordsIn(view, 'blocks').some((block) => block['type'] === 'input')
  refuseIf(view['type'] === 'modal' && hasInput && view['submit'] === undefined, 'no submit')
  for (const [key, charsMax] of [
    ['private_metadata', 3_000],
    ['callback_id', 255],
  ] as const) {
    const text = view[key]
    if (text !== undefined) {
      limit('invalid_arguments', key, String(text).length, 0, charsMax)
    }
  }
}

function checkInput(block: JsonRecord): void {
  textObject('label', block['label'], ['plain_text'], 2_000)
  if (block['hint'] !== undefined) {
    textObject('hint', block['hint'], ['plain_text'], 2_000)
  }
  const element = isRecord(block['element']) ? block['element'] : {}
  textLimit('action_id', element['action_id'], 255)
  if (element['type'] === 'plain_text_input') {
    limit('invalid_arguments', 'max_length', Number(element['max_length'] ?? 1), 1, 3_000)
    return
  }
  if (element['type'] !== 'static_select' && element['type'] !== 'checkboxes') {
    throw new SlackLimitError('invalid_arguments', `unknown input ${String(element['type'])}`)
  }
  const options = recordsIn(element, 'options')
  const optionsMax = element['type'] === 'checkboxes' ? 10 : 100
  limit('invalid_arguments', 'options', options.length, 1, optionsMax)
  for (const option of options) {
    textObject('option', option['text'], ['plain_text'], 75)
    textLimit('option value', option['value'], 75)
    if (option['description'] !== undefined) {
      textObject('option description', option['description'], ['plain_text'], 75)
    }
  }
}
