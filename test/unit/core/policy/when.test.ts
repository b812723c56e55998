import { describe, expect, it } from '@jest/globals'
import { compileWhen } from '../../../../src/core/policy/when.ts'

const manyItems = `payload.x in [${Array.from({ length: 101 }, (_, index) => index).join(', ')}]`

describe('an expression that is refused when the policy is read', () => {
  it.each([
    ['payload.rows <', 'found no CEL expression', 13],
    ['origin.session == "x"', 'origin is no variable', 0],
    ['action == "a" && summary == "x"', 'summary is no variable', 17],
    ['reason.size() > 1', 'reason is no variable', 0],
    ['enviroment == "x"', 'did you mean "environment"', 0],
    ['now > nothing', 'unknown variable nothing', 6],
    ['payload.x.lower() == "a"', 'unknown function lower', 9],
    ['[1].all(1, 2, 3)', 'unknown function all', 3],
    ['payload.a.all(x, x.all(y, y > 1))', 'macro within a macro', 18],
    ['payload.a.exists(x, x in payload.b)', 'search through a list within a macro', 21],
    ['payload.a.exists(labels, labels == 1)', 'a name of its own', 9],
    [manyItems, 'found 101 items in one list', 13],
    ['payload.x.matches("(")', 'no regular expression', 9],
    ['payload.x.matches(payload.y)', 'computed regular expression', 9],
    ['google.protobuf.Timestamp{seconds: 1} == now', 'message of type', 0],
    ['['.repeat(900), 'found too much nesting', 0],
    ["'yes'", 'never true or false', 0],
    ['1', 'never true or false', 0],
    ['[payload.x]', 'never true or false', 0],
    ['{"a": true}', 'never true or false', 0],
    ['payload.x.map(x, true)', 'never true or false', 9],
    ['payload.x.filter(x, true)', 'never true or false', 9],
    ['payload.x.size()', 'never true or false', 9],
    ['true ? origin : 1', 'origin is no variable', 7],
    ['{"a": [origin]} == {}', 'origin is no variable', 7],
  ])('%s', (source, detail, offset) => {
    const compiled = compileWhen(source)

    expect(compiled).toMatchObject({ ok: false, offset, detail: expect.stringContaining(detail) })
  })
})

describe('an expression that is accepted', () => {
  it.each([
    ['payload.items.all(i, i.n > 1 && i.kind in ["a", "b"])', false],
    ['payload.items.map(i, i.n).size() > 1', false],
    ['payload.a.exists(x, x in labels)', true],
    ['"pii" in labels', true],
    ['.labels == []', true],
    ['payload.labels == ["pii"]', false],
    ['has(payload.origin) && payload.summary == ""', false],
    ['type(payload.rows) == int && action.matches("^data[.]")', false],
    ['now > timestamp("2026-01-01T00:00:00Z") && now.getHours() < 8', false],
    ['agent.name == "etl-bot" && on_behalf_of.endsWith("@example.com")', false],
  ])('%s looks at labels: %s', (source, looksAtLabels) => {
    const compiled = compileWhen(source)

    expect(compiled).toMatchObject({ ok: true, when: { looksAtLabels } })
  })
})
