import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { faultsOf } from './build.ts'

const textOf = (path: string) =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')

/** What an example that shows some sections leaves to the reader. */
const around = {
  version: 'version: 1',
  groups: 'groups: { security: { members: [cy@example.com] } }',
  destinations: 'destinations: { data-approvals: { slack: C0123456789 } }',
  default: 'default: { then: deny }',
}

const blocks = [...textOf('docs/policy.md').matchAll(/```yaml\n([\s\S]*?)```/g)]
const examples = blocks.map(([, example = '']) => {
  const missing = Object.entries(around).filter(([key]) => !example.includes(`${key}:`))
  return [...missing.map(([, section]) => section), example].join('\n')
})

it('the guide has its examples', () => {
  expect(examples.length).toBeGreaterThan(5)
})

it.each(examples)('an example of the guide reads: %s', (example) => {
  expect(faultsOf(example, 'development')).toEqual([])
})

it('the sample policy still reads with every suggestion of its comments taken up', () => {
  const sample = textOf('policy.yaml')
  const guid = '11111111-1111-4111-8111-111111111111'

  const uncommented = sample
    .replace(/^( *)# ( *[a-z_-]+:( |$))/gm, '$1$2')
    .replace('19%3A...', '19%3Aapprovals')
    .replace(/(groupId|tenantId)=\.\.\./g, `$1=${guid}`)

  for (const key of ['teams:', 'identities:', 'post_to:', 'remind_after:', 'tell:']) {
    expect(uncommented).toMatch(new RegExp(`^ *${key}`, 'm'))
  }
  expect(faultsOf(uncommented)).toEqual([])
})
