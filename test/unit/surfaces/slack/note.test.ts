import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Note } from '../../../../src/core/card/note.ts'
import { renderNote } from '../../../../src/surfaces/slack/note.ts'
import { hostileTexts } from '../../../fakes/cards.ts'
import { recordsWithin } from '../../../fakes/slack-json.ts'
import { checkSlackMessage, totalChars } from '../../../fakes/slack-limits.ts'

const team = 'T000000001'
const url = 'https://countersign.example.com/requests/req_1'

function note(changes: Partial<Note> = {}): Note {
  return { sentence: 'Still waiting for security.', quotes: [], calls: [], url, ...changes }
}

function nodesOf(changes: Partial<Note>) {
  return recordsWithin(renderNote(note(changes), team).blocks)
}

function shownText(changes: Partial<Note>): string {
  return nodesOf(changes)
    .map(({ type, text, user_id: id }) => (type === 'user' ? `@${id}` : (text ?? '')))
    .join('')
}

function slackAccount(subject: string, tenant = team) {
  return { provider: 'slack', tenant, subject }
}

describe('a Slack note', () => {
  it('says our sentence and leads to the request', () => {
    expect(shownText({})).toBe('Still waiting for security.Open full request')
    expect(nodesOf({})).toContainEqual({ type: 'link', url, text: 'Open full request' })
  })

  it('mentions every account of the workspace, and names whoever has none there', () => {
    const calls = [
      { name: 'Ana', accounts: [slackAccount('U0ANA'), slackAccount('W0ANA')] },
      { name: 'Bo', accounts: [slackAccount('U0BO', 'T0OTHER')] },
      { name: 'Cy', accounts: [{ provider: 'entra', tenant: team, subject: 'U0CY' }] },
      { name: 'Dana', accounts: [] },
    ]

    expect(shownText({ calls })).toContain('@U0ANA @W0ANA, Bo, Cy, Dana')
  })

  it.each(['!channel', 'S0GROUP', 'C0CHANNEL', 'u0ana', '', 'U0ANA> <!here'])(
    'mentions nobody by %j, which is no id of a person',
    (subject) => {
      const calls = [{ name: 'Ana', accounts: [slackAccount(subject)] }]

      expect(nodesOf({ calls }).filter(({ type }) => type === 'user')).toEqual([])
      expect(shownText({ calls })).toContain('Ana')
    },
  )

  it('mentions nobody in the text for lock screens, which Slack parses', () => {
    const { text } = renderNote(
      note({
        sentence: 'Still waiting for <!channel> & <@U0ANA>.',
        calls: [{ name: '<@U0BO>', accounts: [slackAccount('U0ANA')] }],
        quotes: [{ speaker: '<@U0BO>', words: '<!here>' }],
      }),
      team,
    )

    expect(text).toBe('Still waiting for &lt;!channel&gt; &amp; &lt;@U0ANA&gt;.')
  })

  it('tells each speaker from words that pass for another speaker', () => {
    const quotes = [
      { speaker: 'Ana (security)', words: 'no\nBo (security): yes' },
      { speaker: 'Cy\nBo', words: '' },
    ]

    const quoted = nodesOf({ quotes }).filter(({ type }) => type === 'rich_text_quote')

    expect(quoted.map(({ elements }) => elements)).toEqual([
      [
        { type: 'text', text: 'Ana (security): ', style: { bold: true } },
        { type: 'text', text: 'no\nBo (security): yes' },
      ],
      [{ type: 'text', text: 'Cy<U+000A>Bo', style: { bold: true } }],
    ])
  })

  it('leaves out a quotation of nothing by nobody, which Slack would refuse', () => {
    expect(nodesOf({ quotes: [{ speaker: '', words: '' }] })).toEqual(nodesOf({}))
  })

  it('says what it has no room for', () => {
    const calls = Array.from({ length: 400 }, (_, index) => ({
      name: 'n',
      accounts: [slackAccount(`U00000${1_000 + index}`)],
    }))
    const quotes = Array.from({ length: 5 }, () => ({ speaker: 'Ana', words: 'w'.repeat(2_200) }))

    const text = shownText({ calls, quotes, sentence: 's'.repeat(3_000) })

    expect(text).toContain('... 200 more characters')
    expect(text).toContain('... 100 more characters')
    expect(text).toMatch(/@U000001\d{3} \.\.\. \d+ more/)
    expect(text).toMatch(/ \.\.\. 3 moreOpen full request$/)
  })
})

const anyText = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 3_000 }),
    fc.constantFrom(...hostileTexts),
    fc.constantFrom('<'.repeat(2_000), '&'.repeat(900), '\n'.repeat(50)),
  )
  .map((text) => `\u2460${text}`)

const anyNote: fc.Arbitrary<Note> = fc.record({
  sentence: anyText,
  quotes: fc.array(fc.record({ speaker: anyText, words: anyText }), { maxLength: 120 }),
  calls: fc.array(
    fc.record({
      name: anyText,
      accounts: fc.array(
        fc.constantFrom(slackAccount('U0ANA'), slackAccount('U0BO', 'T0OTHER'), slackAccount('*')),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 120 },
  ),
  url: fc.constant(url),
})

describe('any note at all', () => {
  it('keeps every limit of Slack, with room to spare', () => {
    fc.assert(
      fc.property(anyNote, (any) => {
        const message = renderNote(any, team)

        checkSlackMessage(message)
        expect(totalChars(message.blocks)).toBeLessThan(12_500)
      }),
      { numRuns: 100 },
    )
  })

  it("lets nobody's words out of text elements, and mentions nobody of another workspace", () => {
    fc.assert(
      fc.property(anyNote, (any) => {
        const nodes = recordsWithin(renderNote(any, team).blocks)

        for (const node of nodes) {
          const words = Object.values(node).filter((value) => typeof value === 'string')
          expect(words.join().includes('\u2460') && node['type'] !== 'text').toBe(false)
        }
        const mentioned = nodes.filter(({ type }) => type === 'user').map((node) => node['user_id'])
        expect(mentioned.filter((id) => id !== 'U0ANA')).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
