import { createRequire } from 'node:module'
import type * as AdaptiveCards from 'adaptivecards'

/**
 * What a reader sees of an Adaptive Card, by the official parser and by its text, without a DOM. The
 * package's ESM entry does not load in Node; its browser bundle does.
 */
const adaptiveCards: typeof AdaptiveCards = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
)

type Json = Record<string, unknown>

/** What may stand on a card of ours. Everything else is not expected, and most of it fetches or parses. */
const knownTypes = [
  'AdaptiveCard',
  'Container',
  'ColumnSet',
  'Table',
  'TableRow',
  'TableCell',
  'Column',
  'TextBlock',
  'RichTextBlock',
  'TextRun',
  'Input.Text',
  'Input.ChoiceSet',
  'Action.Execute',
  'Action.OpenUrl',
  'Action.ShowCard',
  'Action.ToggleVisibility',
  'mention',
]

const timePattern =
  /\{\{(TIME|DATE)\((\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}Z(?:, ?(?:COMPACT|LONG|SHORT))?\)\}\}/g
const harmless = /^[\p{L}\p{M}\p{N} .,:;·'’()-]*$/u

/** What the official parser of version 1.5 objects to. */
export function faultsOf(card: unknown): string[] {
  const context = new adaptiveCards.SerializationContext(adaptiveCards.Versions.v1_5)
  const parsed = new adaptiveCards.AdaptiveCard()
  parsed.parse(JSON.parse(JSON.stringify(card)), context)
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at))
  const { validationEvents } = parsed.validateProperties()
  return [...[...events, ...validationEvents].map(({ message }) => String(message))]
}

/** Every object within a card, in the order in which it is shown. */
export function nodesOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (typeof value !== 'object' || value === null) return []
  return [value as Json, ...Object.values(value).flatMap(nodesOf)]
}

/**
 * All text of a card's body that a person would see, folded parts too: one line for each block, times
 * as a reader in UTC sees them, and without the places that a long word may be broken at.
 */
export function textOf(card: { body: unknown }): string {
  return nodesOf(card.body).flatMap(blockText).join('\n')
}

/** What a click on the card would send. */
export function actionsOf(card: unknown): Json[] {
  return nodesOf(card).filter(({ type, title }) => type === 'Action.Execute' && title !== undefined)
}

/** Where the card's links lead. */
export function linksOf(card: unknown): unknown[] {
  return nodesOf(card)
    .filter(({ type }) => type === 'Action.OpenUrl')
    .map(({ url }) => url)
}

export function inputsOf(card: unknown): Json[] {
  return nodesOf(card).filter(({ type }) => String(type).startsWith('Input.'))
}

/** Everything that a client would expand, parse, fetch or follow, beside what we mean to be so. */
export function aliveOf(card: unknown): string[] {
  const nodes = nodesOf(card)
  const mentions = nodes.filter(({ type }) => type === 'mention').map(({ text }) => String(text))
  return nodes.flatMap((node) => [
    ...unknownParts(node),
    ...liveRuns(node),
    ...parsedTexts(node)
      .map((text) => mentions.reduce((rest, mention) => rest.replace(mention, ''), text))
      .filter((text) => !harmless.test(text.replace(timePattern, '')))
      .map((text) => `parsed: ${text}`),
  ])
}

/** Types that are not ours, and parts of a text that can be clicked. */
function unknownParts({ type, selectAction, backgroundImage, url }: Json): string[] {
  return [
    ...(type === undefined || knownTypes.includes(String(type)) ? [] : [`type: ${String(type)}`]),
    ...(selectAction === undefined && backgroundImage === undefined ? [] : ['selectAction']),
    ...(url === undefined || /^https?:\/\//.test(String(url)) ? [] : [`url: ${String(url)}`]),
  ]
}

/** Some clients expand times within a run, and nobody knows what else they will one day. */
function liveRuns({ type, text, inlines }: Json): string[] {
  const bare = Array.isArray(inlines) ? inlines.filter((one) => typeof one === 'string') : []
  return [
    ...(type === 'TextRun' && String(text).includes('{{') ? [`run: ${String(text)}`] : []),
    ...bare.map((one) => `bare: ${one}`),
  ]
}

/** The texts of an element that Teams may read as markdown, or as an expression. */
function parsedTexts({ type, text, title, label, placeholder, errorMessage }: Json): string[] {
  const texts = [type === 'TextBlock' ? text : '', title, label, placeholder, errorMessage]
  return texts.filter((one) => typeof one === 'string')
}

function blockText({ type, text, inlines, label, placeholder, choices }: Json): string[] {
  if (type === 'TextBlock') return [readable(String(text))]
  if (type === 'RichTextBlock') {
    return [nodesOf(inlines).reduce((whole, run) => whole + readable(String(run['text'])), '')]
  }
  if (!String(type).startsWith('Input.')) return []
  const titles = nodesOf(choices).map(({ title }) => String(title))
  return [label, placeholder, ...titles].map((one) => readable(String(one ?? '')))
}

function readable(text: string): string {
  return text
    .replaceAll('\u200b', '')
    .replaceAll('\u00a0', ' ')
    .replace(timePattern, (_, kind, day, time) => (kind === 'DATE' ? day : time))
}
