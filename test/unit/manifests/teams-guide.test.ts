import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { TeamsSettingsOfEnvironment } from '../../../src/main/teams-config.ts'
import { faultsOf } from '../core/policy/build.ts'

const textOf = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

const guide = textOf('docs/teams.md')

const Manifest = z.object({
  bots: z.tuple([
    z.object({
      scopes: z.array(z.string()),
      commandLists: z.array(z.object({ commands: z.array(z.object({ title: z.string() })) })),
    }),
  ]),
})

/** What the first column of the one table in a section names. */
function namesIn(title: string): string[] {
  const start = guide.indexOf(`\n## ${title}\n`)
  const section = guide.slice(start, guide.indexOf('\n#', start + 1))
  const cells = section.split('\n').flatMap((row) => /^\| (`.*?) \| /.exec(row)?.[1] ?? [])
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))
}

/** The examples of a policy, with a link of the right form where the guide shortens it. */
function examples(): string[] {
  const guid = '11111111-1111-4111-8111-111111111111'
  return [...guide.matchAll(/^( *)```yaml\n([\s\S]*?)```/gm)].map(([, indent = '', text = '']) =>
    text
      .replace(new RegExp(`^${indent}`, 'gm'), '')
      .replace('19%3A...', '19%3Aapprovals')
      .replace(/(groupId|tenantId)=\.\.\./g, `$1=${guid}`),
  )
}

describe('the guide to Teams', () => {
  it('explains exactly the scopes and the commands that the app has', () => {
    const [bot] = Manifest.parse(JSON.parse(textOf('manifests/teams/manifest.json'))).bots
    const commands = bot.commandLists.flatMap((list) => list.commands.map(({ title }) => title))

    expect(namesIn('What the app may do')).toEqual(bot.scopes)
    expect(namesIn('A chat with the bot')).toEqual(commands)
  })

  it('explains every setting of Teams, and no other', () => {
    const settings = Object.keys(TeamsSettingsOfEnvironment)

    expect(namesIn('Settings').sort()).toEqual(settings.sort())
  })

  it('has policies that read', () => {
    const around = 'version: 1\ngroups: { security: { members: [cy@example.com] } }\n'
    const whole = examples().map((text) => (text.startsWith('version:') ? text : around + text))

    expect(whole).toHaveLength(2)
    expect(whole.map((text) => faultsOf(text, 'production'))).toEqual([[], []])
  })
})
