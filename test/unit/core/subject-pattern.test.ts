import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  matchesSubject,
  subjectPatternFault,
  subjectsOverlap,
} from '../../../src/core/subject-pattern.ts'

describe('a pattern of subjects', () => {
  it.each([
    ['repo:org/*:ref:refs/heads/main', 'repo:org/etl:ref:refs/heads/main', true],
    ['repo:org/*:ref:refs/heads/main', 'repo:org/:ref:refs/heads/main', false],
    ['repo:org/*:ref:refs/heads/main', 'repo:org/a/b:ref:refs/heads/main', false],
    ['repo:org/*:ref:refs/heads/main', 'repo:org/a:b:ref:refs/heads/main', false],
    ['repo:org/etl:ref:refs/heads/*', 'repo:org/etl:ref:refs/heads/feature/x', false],
    ['repo:org/etl:ref:refs/heads/**', 'repo:org/etl:ref:refs/heads/feature/x', true],
    ['repo:org/etl:**', 'repo:org/etl:environment:production', false],
    ['repo:org/etl:*:*', 'repo:org/etl:environment:production', true],
    ['system:serviceaccount:*:exporter', 'system:serviceaccount:etl:exporter', true],
    ['spiffe://td/ns/*/sa/*', 'spiffe://td/ns/etl/sa/x', true],
    ['spiffe://td/ns/*/sa/*', 'spiffe://td/ns/etl/sa/x/y', false],
    ['a.c', 'abc', false],
    ['same', 'same', true],
    ['same', 'Same', false],
    ['same', 'same\n', false],
  ])('%s and %s: %s', (pattern, subject, matches) => {
    expect(matchesSubject(pattern, subject)).toBe(matches)
  })

  it.each([
    ['repo:org/*', 'repo:org/etl', true],
    ['repo:org/*:ref:x', 'repo:org/etl:ref:*', true],
    ['repo:org/a*', 'repo:org/*b', true],
    ['repo:org/a*', 'repo:org/b*', false],
    ['repo:org/*', 'repo:org/*/*', false],
    ['repo:org/**', 'repo:org/*/*', true],
    ['repo:org/*', 'repo:org2/*', false],
    ['one', 'one', true],
    ['one', 'two', false],
  ])('%s and %s overlap: %s', (left, right, overlap) => {
    expect([subjectsOverlap(left, right), subjectsOverlap(right, left)]).toEqual([overlap, overlap])
  })

  it.each([
    ['repo:org/*:ref:refs/heads/main', true],
    ['spiffe://td/*', true],
    ['system:serviceaccount:*', true],
    ['exactly-this', true],
    ['*', false],
    ['repo:*', false],
    ['repo:*/x', false],
    ['repo:or*/x', false],
    ['spiffe://*', false],
    ['repo:org/***', false],
    ['repo:org/\u0000', false],
  ])('%s may be trusted: %s', (pattern, may) => {
    expect(subjectPatternFault(pattern) === null).toBe(may)
  })

  it('matches whatever overlaps with it and has no star, so that no subject has two owners', () => {
    const part = (characters: string[]) =>
      fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((all) => all.join(''))
    fc.assert(
      fc.property(
        part(['a', 'b', '/', ':', '*', '**']),
        part(['a', 'b', '/', ':']),
        (left, right) => {
          expect(matchesSubject(left, right)).toBe(subjectsOverlap(left, right))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is matched in time that does not explode', () => {
    const pattern = `repo:org/${'*a'.repeat(200)}`

    expect(matchesSubject(pattern, `repo:org/${'a'.repeat(500)}!`)).toBe(false)
  })
})
