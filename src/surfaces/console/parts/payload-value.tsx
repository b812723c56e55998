import type { JSX } from 'preact'
import type { JsonTree } from '../../../contract/json.ts'
import { counted } from '../words.ts'
import { hiddenWords } from './hidden.ts'
import { Icon } from './icons.tsx'
import { Said } from './said.tsx'

/** From here on a string is said to be long, so that its end is looked for. */
const longCharsMin = 400

/** One value without members. Each kind looks different, also without colour. */
export function PayloadValue({ value }: { value: JsonTree }): JSX.Element {
  switch (value.kind) {
    case 'string':
      return <Text text={value.value} />
    case 'number':
      return <span class="value number">{value.text}</span>
    case 'boolean':
      return <span class="value boolean">{String(value.value)}</span>
    case 'null':
      return <span class="value null">null</span>
    case 'object':
      return <Nothing sign="{ }" words="no fields" />
    case 'array':
      return <Nothing sign="[ ]" words="no items" />
    case 'hidden':
      return (
        <span class="value hidden-value">
          <Icon name="hidden" />
          {hiddenWords(value)}
        </span>
      )
  }
}

function Nothing({ sign, words }: { sign: string; words: string }): JSX.Element {
  return (
    <span class="value nothing">
      {sign} <em>{words}</em>
    </span>
  )
}

/** Quotes in another ink show where a text begins and ends; text of many lines stands in a block. */
function Text({ text }: { text: string }): JSX.Element {
  if (text === '') return <Nothing sign="“ ”" words="empty text" />
  const isBlock = text.includes('\n') || text.length > longCharsMin
  return (
    <span class={isBlock ? 'value text block' : 'value text'}>
      <span class="quote">“</span>
      <Said text={text} lines="many" />
      <span class="quote">”</span>
      {text.length > longCharsMin ? (
        <span class="size end">End of text, {counted(text.length, 'character')}</span>
      ) : null}
    </span>
  )
}
