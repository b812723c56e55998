import { beforeEach, describe, expect, it } from '@jest/globals'
import type { EventDraft } from '../../../src/app/ports.ts'
import { recordRefusal } from '../../../src/app/record-refusal.ts'
import { brakeRefusals } from '../../../src/main/brake-refusals.ts'
import { newId } from '../../../src/main/ids.ts'
import { countRefusedCalls } from '../../../src/main/refused-calls.ts'

const minuteMs = 60_000
const at = new Date(0)

let clockMs: number
let written: EventDraft[]
let refuse: (code: string) => Promise<void>
let stop: () => Promise<void>

beforeEach(() => {
  clockMs = 0
  written = []
  const append = async (event: EventDraft) => void written.push(event)
  const counted = countRefusedCalls({ newId, append, now: async () => at, onFault: () => {} })
  const refusals = {
    within: brakeRefusals(() => clockMs),
    count: (code: string) => counted.count('console', code),
  }
  refuse = (code) => recordRefusal({ newId, events: { append }, refusals }, code, at)
  stop = counted.stop
})

const types = () => written.map(({ type }) => type)

async function refuseTimes(times: number, code = 'state_mismatch'): Promise<void> {
  for (let time = 0; time < times; time += 1) await refuse(code)
}

describe('refused sign-ins', () => {
  it('have an event each, up to 300 a minute', async () => {
    await refuseTimes(300)
    await stop()

    expect(types()).toEqual(Array.from({ length: 300 }, () => 'sign_in.refused'))
  })

  it('are counted by their codes beyond that, and none is lost', async () => {
    await refuseTimes(300)
    await refuseTimes(2, 'no_attempt')
    await refuseTimes(5)
    await stop()

    expect(types().slice(300)).toEqual(['surface.refused'])
    expect(JSON.parse(String(written.at(-1)?.body))).toMatchObject({
      count: 7,
      codes: { no_attempt: 2, state_mismatch: 5 },
    })
  })

  it('have an event each again in the next minute', async () => {
    await refuseTimes(301)
    clockMs += minuteMs
    await refuseTimes(1)

    expect(types()).toHaveLength(301)
  })
})
