import { expect, it } from '@jest/globals'
import { excerpt } from '../../src/core/card/excerpt.ts'
import { layOut } from '../../src/core/card/lay-out.ts'
import { readTree } from '../../src/proof/verify/read-tree.ts'
import { pendingCard } from '../fakes/cards.ts'
import { decisionButtons } from './shown.ts'
import type { SurfaceHarness } from './surface.ts'

/** What every surface owes to a payload that is best read as a program, a change or a table. */
export function formTests(harness: () => SurfaceHarness): void {
  it.each([
    [
      'a program with its line breaks',
      { sql: "select id\n  from customers\n where name = '<b>'" },
      [/code, 3 lines/, /select id\s+(│\s)?\s*from customers\s+(│\s)?\s*where name = '<b>'/],
    ],
    [
      'a program within a list',
      { jobs: [{ script: 'set -e\nrm -rf build' }, { script: 'ls' }] },
      [/code, 2 lines/, /set -e\s+(│\s)?\s*rm -rf build/, /code, 1 line\b/],
    ],
    [
      'what a change removes and adds, by sign and by word, and what it leaves',
      { before: 'a: 1\nlimit: 10\nb: 2', after: 'a: 1\nlimit: 20\nb: 2' },
      [
        /change of text: 1 line removed, 1 added, 2 equal/,
        /[-−] removed[ │]+limit: 10\s+\+ added[ │]+limit: 20/,
        /equal[ │]+a: 1/,
      ],
    ],
    [
      'a change of fields',
      { before: { replicas: 1, image: 'web:1' }, after: { replicas: 3, image: 'web:1' } },
      [/removed[ │]+replicas {2}1|removed[ │]+replicas 1/, /added[ │]+replicas +3/],
    ],
    [
      'small objects of one shape as a table, with what is absent',
      {
        steps: [
          { op: 'remove', path: '/a' },
          { op: 'add', path: '/b', value: 'x' },
        ],
      },
      [/steps\s+2 items/, /op[\s│]+path[\s│]+value/, /remove.*\/a.*add.*\/b.*x/s],
    ],
    [
      'a mark at a word that mixes scripts',
      { to: 'p\u0430ypal.example' },
      [/p\u0430ypal<mixed scripts>\.example/],
    ],
  ])('shows %s', async (_what, payload, expected) => {
    const tree = readTree(JSON.stringify(payload))
    const card = pendingCard({ payload: excerpt(layOut(tree), 5_000) })

    const { ref } = await harness().post(card, tree)

    const { text, buttons } = await harness().shown(ref)
    for (const pattern of expected) expect(text).toMatch(pattern)
    expect(decisionButtons(buttons)).toEqual(['Approve', 'Deny'])
  })
}
