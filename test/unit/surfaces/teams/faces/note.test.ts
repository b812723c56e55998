import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Note, NoteCall } from '../../../../../src/core/card/note.ts'
import { renderNote } from '../../../../../src/surfaces/teams/faces/note.ts'
import { renderPlain } from '../../../../../src/surfaces/teams/faces/plain-message.ts'
import { aliveOf, faultsOf, linksOf, nodesOf, textOf } from '../../../../fakes/adaptive-card.ts'
import { hostileTeamsTexts, hostileTexts } from '../../../../fakes/cards.ts'

const tenant = '11111111-1111-4111-8111-111111111111'
const otherTenant = '99999999-9999-4999-8999-999999999999'
const ana = 'aaaaaaaa-0000-4000-8000-000000000001'
const bytesMax = 24 * 1_024

function call(name: string, changes: Partial<NoteCall['accounts'][number]> = {}): NoteCall {
  return { name, accounts: [{ provider: 'entra', tenant, subject: ana, ...changes }] }
}

function note(changes: Partial<Note> = {}): Note {
  return {
    sentence: 'Still waiting for security, until 14:32 UTC.',
    quotes: [],
    calls: [],
    url: 'https://countersign.example.com/requests/1',
    ...changes,
  }
}

function mentionsOf(message: ReturnType<typeof renderNote>) {
  return nodesOf(message.card).filter(({ type }) => type === 'mention')
}

describe('a note in Teams', () => {
  it('says its sentence, quotes with whose words they are, and leads to the request', () => {
    const quotes = [
      { speaker: 'Cy', words: 'Too big\nby far' },
      { speaker: 'Bo', words: '' },
    ]

    const { card, summary } = renderNote(note({ quotes }), tenant)

    expect(faultsOf(card)).toEqual([])
    expect(textOf(card)).toBe(
      'Still waiting for security, until 14:32 UTC.\nCy: Too big\nby far\nBo',
    )
    expect(linksOf(card)).toEqual(['https://countersign.example.com/requests/1'])
    expect(summary).toBe('Still waiting for security, until 14:32 UTC.')
  })

  it('mentions whoever has an account of this tenant, by their object id', () => {
    const message = renderNote(
      note({ calls: [call('Ana', { tenant: tenant.toUpperCase() })] }),
      tenant,
    )

    expect(mentionsOf(message)).toEqual([
      { type: 'mention', text: '<at>Ana</at>', mentioned: { id: ana, name: 'Ana' } },
    ])
    expect(textOf(message.card)).toContain('<at>Ana</at>')
    expect(aliveOf(message.card)).toEqual([])
  })

  it.each([
    ['an account of another tenant', call('Ana', { tenant: otherTenant })],
    ['an account elsewhere', call('Ana', { provider: 'slack' })],
    ['no account', { name: 'Ana', accounts: [] }],
    ['an odd object id', call('Ana', { subject: '*' })],
  ])('names in plain text whoever has %s', (_name, one) => {
    const message = renderNote(note({ calls: [one] }), tenant)

    expect(mentionsOf(message)).toEqual([])
    expect(textOf(message.card)).toMatch(/\nAna$/)
    expect(nodesOf(message.card).some(({ type }) => type === 'TextBlock')).toBe(false)
  })

  it('mentions nobody twice', () => {
    const message = renderNote(note({ calls: [call('Ana'), call('Ana again')] }), tenant)

    expect(mentionsOf(message)).toHaveLength(1)
  })

  it.each([
    ['Ana</at> <at>Everybody', 'Ana at at Everybody'],
    ['[Ana](https://evil.example)', 'Ana https evil.example'],
    ["Seán O'Neil-Łuk Jr.", "Seán O'Neil-Łuk Jr."],
    ['{{DATE(2020-01-01T00:00:00Z)}}', 'DATE 2020-01-01T00 00 00Z'],
  ])('reduces the name %s in a mention to what Teams cannot parse', (name, shown) => {
    const message = renderNote(note({ calls: [call(name)] }), tenant)

    expect(mentionsOf(message)).toMatchObject([{ mentioned: { name: shown } }])
    expect(aliveOf(message.card)).toEqual([])
  })

  it('is valid, inert and small whatever people are called and say', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 2_000 }),
      fc.constantFrom(...hostileTexts, ...hostileTeamsTexts, '{'.repeat(4_000)),
    )
    const calls = fc.array(
      fc.record({ name: text, subject: fc.uuid(), provider: fc.constantFrom('entra', 'slack') }),
      { maxLength: 60 },
    )

    fc.assert(
      fc.property(
        text,
        fc.array(fc.record({ speaker: text, words: text }), { maxLength: 30 }),
        calls,
        (sentence, quotes, called) => {
          const people = called.map(({ name, ...account }) => call(name, account))
          const message = renderNote(note({ sentence, quotes, calls: people }), tenant)

          const json = JSON.stringify(message)
          expect(Buffer.byteLength(json, 'utf16le')).toBeLessThanOrEqual(bytesMax)
          expect(Buffer.byteLength(json, 'utf8')).toBeLessThanOrEqual(bytesMax)
          expect(faultsOf(message.card)).toEqual([])
          expect(aliveOf(message.card)).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('what the bot says for itself', () => {
  it('is a paragraph for each line, and one link where there is one', () => {
    const button = { label: 'Open the console', url: 'https://countersign.example.com' }

    const { card, summary } = renderPlain(['Nothing waits for you.', 'Well done.'], button)

    expect(textOf(card)).toBe('Nothing waits for you.\nWell done.')
    expect(linksOf(card)).toEqual([button.url])
    expect(summary).toBe('Nothing waits for you.')
    expect([...faultsOf(card), ...aliveOf(card)]).toEqual([])
  })

  it('parses nothing of what a sentence may quote', () => {
    const { card } = renderPlain([...hostileTexts, ...hostileTeamsTexts], null)

    expect(aliveOf(card)).toEqual([])
    expect(textOf(card).split('\n')[0]).toBe(hostileTexts[0])
    expect(linksOf(card)).toEqual([])
  })
})
