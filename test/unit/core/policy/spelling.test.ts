import { describe, expect, it } from '@jest/globals'
import { spellingsOf } from '../../../../src/core/policy/spelling.ts'

describe('the bare spelling of a resource', () => {
  it.each([
    'postgres://admin:pw@prod/customers',
    'postgres://prod//customers',
    'postgres://prod/customers/',
    'postgres://prod/customers?sslmode=off/x',
    'postgres://prod/customers#a/b',
    ' postgres://prod/customers\n',
    'postgres:\\\\prod\\customers',
    'post\tgres://prod/customers',
    'postgres://prod:/customers',
    'postgres://prod:05432/customers',
    'postgres://prod:06432/customers',
    'postgres://prod./customers',
    'postgresql://prod/customers',
    'postgres://prod,prod/customers',
    'postgres://dev,prod:1/customers',
    'postgres://dev/customers?host=prod',
    'postgres://dev/customers?hostaddr=dev,prod',
    'postgres://prod/orders?dbname=customers',
    'postgres://u@/customers?host=prod',
    'postgres:///customers?host=prod',
    'postgres://%EF%BD%90rod/customers',
    'postgres://\uFF50rod/customers',
    'postgres://pro\u00ADd/customers',
    '\u200Bpostgres://prod/customers',
    'postgres:///prod/customers',
    'postgres:/prod/customers',
    'jdbc:postgres://prod/customers',
    'JDBC:postgresql://prod:5432/customers',
  ])('of %j is postgres://prod/customers', (resource) => {
    expect(spellingsOf(resource).all).toContain('postgres://prod/customers')
  })
})

describe('what a resource names', () => {
  it.each([
    ['Customers Table', 'one'],
    ['urn:ISBN:1', 'one'],
    ['file:///srv/data', 'one'],
    ['C:\\Program Files\\x', 'one'],
    ['postgres://prod:5432/customers', 'one'],
    ['postgres://[::1]:5432/x', 'one'],
    ['https://x.example/a?host=b', 'one'],
    ['postgres:///db?host=/var/run/postgresql', 'one'],
    ['mongodb://a:1,b:2/x', 'several'],
    ['postgres://a/x?host=b', 'several'],
    ['postgres://a/x?dbname=y', 'several'],
    ['postgres://a@b@c/x', 'unclear'],
    ['postgres://a,u@c/x', 'unclear'],
    ['postgres://pr od/x', 'unclear'],
    ['postgres://pr%2Fod/x', 'unclear'],
    ['postgres://a,b,c,d,e,f,g,h,i/x', 'unclear'],
  ])('%s: %s', (resource, names) => {
    expect(spellingsOf(resource).names).toBe(names)
  })
})
