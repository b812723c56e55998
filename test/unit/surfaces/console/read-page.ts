/** What a page says to somebody who reads it, and what stands in its markup. */
export interface ReadPage {
  /** The text of the content, white space folded. */
  text: string
  elements: PageElement[]
}

export interface PageElement {
  name: string
  attributes: Record<string, string>
  text: string
}

/** One tag with its attributes in double quotes, as the console writes them; `<` never stands in a text. */
const tag = /<(\/?)([a-z][\w-]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*(\/?)>/gi
const attribute = /([^\s=>"/]+)(?:="([^"]*)")?/g
const emptyElements = new Set(['br', 'hr', 'img', 'input', 'link', 'meta'])
/** These stand in a line of text; everything else begins and ends one. */
const inlineElements = new Set(['a', 'bdi', 'code', 'del', 'em', 'ins', 'span', 'strong', 'time'])

/** Reads the content of a page: what stands in its `main`, not the frame around it. */
export function readPage(html: string): ReadPage {
  const [, content] = /<main\b[^>]*>([\s\S]*)<\/main>/.exec(html) ?? []
  if (content === undefined) throw new Error('this is no page of the console')
  const elements: PageElement[] = []
  const open: PageElement[] = []
  const texts: string[] = []
  let end = 0
  for (const match of content.matchAll(tag)) {
    const [found, closing = '', name = '', written = '', selfClosed = ''] = match
    say(textOf(content.slice(end, match.index)))
    end = match.index + found.length
    if (!inlineElements.has(name)) say(' ')
    if (closing !== '') leave(name)
    else enter({ name, attributes: attributesOf(written), text: '' }, selfClosed !== '')
  }
  say(textOf(content.slice(end)))
  return { text: folded(texts.join('')), elements: elements.map(withFoldedText) }

  function say(text: string) {
    texts.push(text)
    for (const element of open) element.text += text
  }

  function enter(element: PageElement, isClosed: boolean) {
    elements.push(element)
    if (!isClosed && !emptyElements.has(element.name)) open.push(element)
  }

  function leave(name: string) {
    if (open.pop()?.name !== name) throw new Error(`</${name}> closes something else`)
  }
}

function attributesOf(written: string): Record<string, string> {
  return Object.fromEntries(
    [...written.matchAll(attribute)].map(([, name = '', value = '']) => [name, unescaped(value)]),
  )
}

/** A bare `<` could begin anything in a browser. */
function textOf(raw: string): string {
  if (raw.includes('<')) throw new Error(`this text is not escaped: ${raw}`)
  return unescaped(raw)
}

function withFoldedText(element: PageElement): PageElement {
  return { ...element, text: folded(element.text) }
}

function folded(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
