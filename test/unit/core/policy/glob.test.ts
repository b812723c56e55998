import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { actionGlob, resourceGlob } from '../../../../src/core/policy/glob.ts'

describe('globs of actions', () => {
  it.each([
    ['data.export', 'data.export', true],
    ['data.export', 'data.exports', false],
    ['data.export*', 'data.export', true],
    ['data.export*', 'data.export.csv.zip', true],
    ['*', 'anything.at.all', true],
    ['*.delete', 'db.row.delete', true],
    ['*.delete', 'delete', false],
    ['db.*.drop', 'db.table.drop', true],
    ['db.*.drop', 'db.drop', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a.b', 'axb', false],
  ])('%s against %s is %s', (pattern, action, expected) => {
    expect(actionGlob(pattern)(action)).toBe(expected)
  })
})

describe('globs of resources', () => {
  it.each([
    ['postgres://prod/customers*', 'postgres://prod/customers', true],
    ['postgres://prod/customers*', 'postgres://prod/customers_eu', true],
    ['postgres://prod/customers*', 'postgres://prod/customers/eu', false],
    ['postgres://prod/**', 'postgres://prod/', true],
    ['postgres://prod/**', 'postgres://prod/a/b/c', true],
    ['postgres://prod/**', 'postgres://production/a', false],
    ['s3://*/raw/**', 's3://bucket/raw/2026/11', true],
    ['s3://*/raw/**', 's3://bucket/x/raw/2026', false],
    ['**/secrets/*', 'vault://a/b/secrets/x', true],
    ['**/secrets/*', 'vault://a/b/secrets/x/y', false],
    ['/etc/*', '/etc/passwd', true],
    ['a[bc]?', 'a[bc]?', true],
    ['a[bc]?', 'abx', false],
  ])('%s against %s is %s', (pattern, resource, expected) => {
    expect(resourceGlob(pattern)(resource)).toBe(expected)
  })
})

it('a pattern says the same as its plain recursive definition', () => {
  const pattern = fc.stringMatching(/^[ab/*]{0,8}$/)
  const text = fc.stringMatching(/^[ab/]{0,8}$/)

  fc.assert(
    fc.property(pattern, text, (glob, resource) => {
      expect(resourceGlob(glob)(resource)).toBe(bySpecification(glob, resource))
    }),
    { numRuns: 2_000 },
  )
})

it('a hostile pattern against a hostile text is answered without trying every way', () => {
  const pattern = 'a*'.repeat(250)
  const text = `${'a'.repeat(511)}b`

  expect(actionGlob(`${pattern}c`)(text)).toBe(false)
  expect(resourceGlob(`${pattern.replaceAll('*', '**')}c`)(text)).toBe(false)
})

/** Exponential and obvious. */
function bySpecification(glob: string, text: string): boolean {
  if (glob === '') return text === ''
  const stars = /^\*+/.exec(glob)?.[0] ?? ''
  if (stars === '') return glob[0] === text[0] && bySpecification(glob.slice(1), text.slice(1))
  const run = stars.length > 1 ? text : (text.split('/')[0] ?? '')
  return Array.from({ length: run.length + 1 }, (_, taken) => taken).some((taken) =>
    bySpecification(glob.slice(stars.length), text.slice(taken)),
  )
}
