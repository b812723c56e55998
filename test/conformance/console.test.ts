import type { MessageRef } from '../../src/app/ports.ts'
import type { JsonTree } from '../../src/contract/json.ts'
import type { Card } from '../../src/core/card/card.ts'
import { type FakeVerbs, fakeVerbs, pageView, personOf } from '../fakes/console-verbs.ts'
import { type ReadPage, readPage } from '../unit/surfaces/console/read-page.ts'
import { type Served, serveConsole } from '../unit/surfaces/console/serve.ts'
import { type Entered, type FormHarness, formSuite } from './form.ts'
import { type Shown, surfaceSuite } from './surface.ts'

surfaceSuite('The console', openHarness)
formSuite('The console', openHarness)

/** The console posts nothing: a card is before people once its request is there for them to open. */
async function openHarness(): Promise<FormHarness> {
  const fake = fakeVerbs()
  const [ana, bo] = [fake.signIn('ana@example.com'), fake.signIn('bo@example.com')]
  const answers: string[] = []
  let served = await serveConsole(fake.verbs)

  const pageOf = async (ref: MessageRef, { cookie } = ana) =>
    readPage((await served.get(String(ref['path']), cookie)).body)

  const pressWith: FormHarness['pressWith'] = async (ref, label, entered) => {
    const form = fill(await pageOf(ref), label, entered)
    const { status, body } = await served.post(form.action, form.fields, ana.cookie)
    if (status !== 303) answers.push(...alerts(readPage(body)))
    return status === 303
  }

  return {
    name: 'console',
    post: async (card, payload) => {
      fake.put(viewOf(card, payload))
      return { ref: { path: `/requests/${card.request}` }, message: null }
    },
    update: async (card) => fake.put(viewOf(card)),
    shown: async (ref) => shownOf(await pageOf(ref), served.origin),
    publicTexts: async () => {
      const queue = readPage((await served.get('/requests', bo.cookie)).body)
      const paths = queue.elements.flatMap(({ attributes }) => attributes['href'] ?? [])
      const pages = await Promise.all(paths.map((path) => pageOf({ path }, bo)))
      return pages.map(({ text }) => text)
    },
    presser: { kind: 'person', person: personOf('ana@example.com').id },
    press: (ref, label) => pressWith(ref, label, {}),
    pressWith,
    clicks: fake.clicks,
    answerWith: (answer) => setAnswer(fake, answer),
    privateAnswers: async () => answers,
    async restart() {
      await served.close()
      served = await serveConsole(fake.verbs)
    },
    outage: () => outage(fake, served, ana.cookie),
    close: () => served.close(),
  }
}

function setAnswer(fake: FakeVerbs, answer: Parameters<FormHarness['answerWith']>[0]): void {
  if (answer instanceof Error) fake.breakDown(answer)
  else if (!answer.ok) fake.refuseNext(answer.code, answer.sentence)
}

/** The page says that it cannot answer now, and when to ask again. */
async function outage(fake: FakeVerbs, served: Served, cookie: string) {
  fake.breakDown(new Error('unreachable'))
  const { status, headers } = await served.get('/requests', cookie)
  return status === 503 && headers['retry-after'] !== undefined ? 'told' : 'lost'
}

/**
 * The page of a card: the same words, with the payload as the tree that its lines were made of. It
 * says that the reader may decide, so that a settled page has to drop the form by itself.
 */
function viewOf(card: Card, payload = treeOf(card)): ReturnType<typeof pageView> {
  return pageView({ card, payload, links: [] })
}

function treeOf(card: Card): JsonTree {
  return {
    kind: 'object',
    members: card.payload.lines.map(({ key, text, kind }) => ({
      key: key ?? '',
      value:
        kind === 'hidden'
          ? { kind: 'hidden', as: 'secret', was: 'string', size: 40 }
          : { kind: 'string', value: text },
    })),
  }
}

/** What a browser would send of the form around a button. */
function fill({ elements }: ReadPage, label: string, entered: Entered) {
  const button = elements.find(({ name, text }) => name === 'button' && text === label)
  const form = elements.find(({ name }) => name === 'form')
  if (button === undefined || form === undefined) throw new Error(`there is no button ${label}`)
  const hidden = elements.filter(({ attributes }) => attributes['type'] === 'hidden')
  const pairs = [...hidden, button].map(({ attributes }) => [
    attributes['name'] ?? '',
    attributes['value'] ?? '',
  ])
  const named = (name: string) => elements.some(({ attributes }) => attributes['name'] === name)
  for (const [name, value] of Object.entries(entered)) {
    if (!named(name)) throw new Error(`there is no field ${name}`)
    pairs.push([name, value])
  }
  return { action: form.attributes['action'] ?? '', fields: Object.fromEntries(pairs) }
}

function alerts({ elements }: ReadPage): string[] {
  return elements.filter(({ attributes }) => attributes['role'] === 'alert').map(({ text }) => text)
}

function shownOf({ text, elements }: ReadPage, origin: string): Shown {
  const home = 'https://countersign.example.com'
  return {
    text,
    buttons: elements.filter(({ name }) => name === 'button').map((button) => button.text),
    links: elements
      .flatMap(({ attributes }) => attributes['href'] ?? [])
      .map((href) => new URL(href, origin).href.replace(origin, home)),
    mentions: [],
    alive: elements.filter(isAlive).map((element) => JSON.stringify(element)),
  }
}

/** Whatever is not among the console's own elements, or could load, run or change something by itself. */
function isAlive({ name, attributes }: ReadPage['elements'][number]): boolean {
  const acts = /^(on.*|style|src|srcset|srcdoc|background|formaction|ping|http-equiv)$/i
  return !ownElements.has(name) || Object.keys(attributes).some((attribute) => acts.test(attribute))
}

const ownElements = new Set(
  `a article bdi blockquote button circle code dd del details div dl dt em form h1 h2 header input ins
   label li ol option p path pre section select span strong summary svg table tbody td textarea th thead
   time tr ul`.split(/\s+/),
)
