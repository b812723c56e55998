import { describe, expect, it } from '@jest/globals'
import { createProgress } from '../../../src/cli/progress.ts'
import { fakeDesk } from '../../fakes/cli-desk.ts'
import { acceptedRequest } from '../../fakes/requests.ts'

const now = () => Date.parse('2026-11-21T14:20:00Z')
const met = { ...acceptedRequest, needs: [{ group: 'security', count: 1, have: 1 }] }

describe('on a terminal', () => {
  it('one line is written anew, clipped to the width, and taken away at the end', () => {
    const { stderr, said } = fakeDesk({ columns: 40 })
    const progress = createProgress(stderr, now)

    progress.show(acceptedRequest)
    progress.show({ ...met, action: 'a\u001b[2K' })
    progress.end()

    expect(said.stderr.split('\r\u001b[2K')).toEqual([
      '',
      'waiting (12 min left): security 0/1 fo…',
      'waiting (12 min left): security 1/1 fo…',
      '',
    ])
  })
})

describe('elsewhere', () => {
  it('a line is written for each change alone, and nothing is rewritten', () => {
    const { stderr, said } = fakeDesk()
    const progress = createProgress(stderr, now)

    for (const request of [acceptedRequest, acceptedRequest, met]) progress.show(request)
    progress.lost()
    progress.lost()
    progress.end()

    const what = 'for data.export on postgres://prod/customers, until 2026-11-21 14:32:00 UTC'
    expect(said.stderr.split('\n')).toEqual([
      `waiting: security 0/1 ${what}`,
      `waiting: security 1/1 ${what}`,
      'waiting: the service does not answer, trying again',
      '',
    ])
  })
})
