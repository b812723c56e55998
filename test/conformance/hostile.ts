import { expect, it } from '@jest/globals'
import type { JsonTree } from '../../src/contract/json.ts'
import type { Card } from '../../src/core/card/card.ts'
import { excerpt } from '../../src/core/card/excerpt.ts'
import { layOut } from '../../src/core/card/lay-out.ts'
import { fieldText } from '../../src/core/card/look-alike.ts'
import { oneLine, visible } from '../../src/core/inert/visible.ts'
import { pendingCard } from '../fakes/cards.ts'
import { hostileCorpus } from '../fakes/hostile-corpus.ts'
import { unseenCharacter } from '../unit/core/inert/hostile.ts'
import { cutWords, foreignLinks, type Shown } from './shown.ts'
import type { SurfaceHarness } from './surface.ts'

const batchCharsMax = 250
/** How much of a text that has no room must be seen all the same. */
const begunChars = 60

/** Every text of the corpus goes through the core and onto the surface, as a key and as a value. */
export function hostileTests(harness: () => SurfaceHarness): void {
  it('shows every text of a corpus made to deceive, and lets none of them do anything', async () => {
    const missing: string[] = []
    for (const texts of batches(hostileCorpus)) {
      const payload = payloadOf(texts)
      const card = cardOf(texts, payload)

      const { ref } = await harness().post(card, payload)

      const shown = await harness().shown(ref)
      expect(shown.text).not.toMatch(unseenCharacter)
      expect(foreignLinks(shown.links, card.url)).toEqual([])
      expect(shown.mentions).toEqual([])
      expect(shown.alive).toEqual([])
      missing.push(...texts.filter((text) => !isVisible(text, shown)))
    }
    expect(missing.map((text) => text.slice(0, 80))).toEqual([])
    expect(hostileCorpus.length).toBeGreaterThanOrEqual(300)
  })
}

/** As many texts on one card as every surface has room for; a long one stands alone. */
function batches(texts: readonly string[]): string[][] {
  const filled: string[][] = []
  let chars = batchCharsMax
  for (const text of texts) {
    chars += visible(text).length
    const last = filled.at(-1)
    if (last === undefined || chars > batchCharsMax) {
      filled.push([text])
      chars = visible(text).length
    } else {
      last.push(text)
    }
  }
  return filled
}

function payloadOf(texts: string[]): JsonTree {
  return {
    kind: 'object',
    members: texts.map((text, index) => ({
      key: `${index}${text.slice(0, 200)}`,
      value: { kind: 'string', value: text },
    })),
  }
}

function cardOf(texts: string[], payload: JsonTree): Card {
  const [first = ''] = texts
  const short = first.slice(0, 100)
  return pendingCard({
    resource: oneLine(short),
    onBehalfOf: oneLine(short),
    words: { summary: oneLine(short), reason: visible(short) },
    warnings: [oneLine(short)],
    payload: excerpt(layOut(payload), 5_000),
  })
}

/** As its own lines, or as one line; whole, or begun where it is said that something is cut. */
function isVisible(text: string, shown: Shown): boolean {
  const seen = squeezed(shown.text)
  const forms = [visible(text), oneLine(text), fieldText(text)].map(squeezed)
  if (forms.some((form) => seen.includes(form))) return true
  return cutWords.test(shown.text) && forms.some((form) => seen.includes(form.slice(0, begunChars)))
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '')
}
