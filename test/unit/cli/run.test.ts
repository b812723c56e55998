import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { completionScripts } from '../../../src/cli/completion-scripts.ts'
import { exitCodes } from '../../../src/cli/exit-codes.ts'
import { called, fakeDesk } from '../../fakes/cli-desk.ts'
import { acceptedRequest } from '../../fakes/requests.ts'

const docs = readFileSync('docs/cli.md', 'utf8')

async function help(...words: string[]): Promise<string> {
  const desk = fakeDesk({ columns: 100 })
  expect(await called(desk, ...words, '--help')).toBe(0)
  return desk.said.stdout
}

/** Every command with its subcommands, as the code has them. */
async function commands(...above: string[]): Promise<string[]> {
  const prefix = ['countersign', ...above].join(' ')
  const listed = [
    ...(await help(...above)).matchAll(new RegExp(`^  ${prefix} ([a-z]+) .*  `, 'gm')),
  ]
  const found = await Promise.all(
    listed.map(async ([, name = '']) => {
      const below = await commands(...above, name)
      return below.length > 0 ? below : [[...above, name].join(' ')]
    }),
  )
  return found.flat()
}

describe('the documents', () => {
  it('tell of every command, every flag and every exit code', async () => {
    const names = await commands()
    expect(names).toContain('agents keys')
    expect(names).toContain('request')

    expect(names.filter((name) => !docs.includes(`countersign ${name}`))).toEqual([])
    for (const name of names) {
      const flags = (await help(...name.split(' '))).match(/^ +--[a-z-]+/gm) ?? []
      const own = flags.map((flag) => flag.trim()).filter((flag) => !/--(help|version)$/.test(flag))
      expect(
        own.filter((flag) => !docs.includes(`\`${flag}\``) && !docs.includes(` ${flag} `)),
      ).toEqual([])
    }
    for (const code of Object.values(exitCodes))
      expect(docs).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
  })

  it('name no command that is not there', async () => {
    const names = await commands()
    const told = [...docs.matchAll(/^## `countersign ([a-z ]+)`/gm)].map(([, name = '']) => name)

    expect(told.length).toBeGreaterThan(5)
    for (const name of told) expect(names.some((one) => one.startsWith(name))).toBe(true)
  })
})

describe('completion', () => {
  it.each(Object.keys(completionScripts))('for %s asks the command itself', async (shell) => {
    const desk = fakeDesk()

    expect(await called(desk, 'completion', shell)).toBe(0)
    expect(desk.said.stdout).toContain('countersign --get-yargs-completions')
  })
})

describe('a fault', () => {
  it('is told without a stack, which DEBUG adds', async () => {
    const fault = () => {
      throw new RangeError('a bug')
    }
    const desks = ['', '1'].map((DEBUG) => {
      const desk = fakeDesk({ env: { DEBUG }, answer: 'x' })
      return { ...desk, readStdin: fault }
    })

    for (const desk of desks) await called(desk, 'request', '--action', 'a', '--payload', '-')

    expect(desks[0]?.said.stderr).toBe('countersign: a bug\n  Set DEBUG=1 to see where.\n')
    expect(desks[1]?.said.stderr).toContain('RangeError: a bug\n    at ')
  })
})

describe('decide at a terminal', () => {
  it('shows the request, and says only what was typed again', async () => {
    const reply = ({ path }: { path: string }) =>
      Response.json(
        path.endsWith('payload') ? { payload: { rows: 1 }, hidden: [] } : acceptedRequest,
      )
    const yes = fakeDesk({ answer: 'approve', reply })
    const no = fakeDesk({ answer: 'y', reply })

    expect(await called(yes, 'decide', acceptedRequest.id, 'approve')).toBe(0)
    expect(await called(no, 'decide', acceptedRequest.id, 'approve')).toBe(1)

    expect(yes.said.stderr).toContain('"rows": 1')
    const said = yes.heard.find(({ method }) => method === 'POST')
    expect(JSON.parse(said?.body ?? '')).toEqual({
      decision: 'approve',
      digest: acceptedRequest.digest,
    })
    expect(no.heard.filter(({ method }) => method === 'POST')).toEqual([])
  })
})

describe('settings', () => {
  it('come from a flag before the environment', async () => {
    const reply = () => Response.json({ data: [], next_cursor: null })
    const desk = fakeDesk({ reply })

    expect(await called(desk, 'list', '--token', 'csp_flag')).toBe(0)
    expect(desk.heard[0]?.headers.get('authorization')).toBe('Bearer csp_flag')
  })

  it('that send a token in clear text are warned of', async () => {
    const reply = () => Response.json({ data: [], next_cursor: null })
    const desk = fakeDesk({
      reply,
      env: { COUNTERSIGN_URL: 'http://cs.test', COUNTERSIGN_TOKEN: 'x' },
    })

    await called(desk, 'list')

    expect(desk.said.stderr).toContain('unencrypted')
  })
})
