import type { types } from '@slack/bolt'
import type { PayloadLine } from '../../../core/card/card.ts'
import { keyWidth, lineText } from '../../../core/card/payload-text.ts'
import { slackLength } from '../clip.ts'
import { pageBlocksMax, pageBytesMax, pagesCountMax, payloadBlockCharsMax } from '../limits.ts'

/** A piece of a long text that has a block of its own. */
interface Chunk {
  text: string
  /** It goes on in the middle of the value that the piece before began. */
  continues: boolean
}

/** More than every page could hold: a payload of nothing but indents is not spelled out to its end. */
const chunksCountMax = pagesCountMax * pageBlocksMax

/** Laid-out lines as pieces that a block holds; broken between lines wherever a line fits. */
export function payloadChunks(lines: PayloadLine[]): Chunk[] {
  const width = keyWidth(lines)
  const chunks: Chunk[] = []
  let open: string[] = []
  let chars = 0
  const close = () => {
    if (open.length > 0) chunks.push({ text: open.join('\n'), continues: false })
    open = []
    chars = 0
  }
  for (const line of lines) {
    if (chunks.length > chunksCountMax) break
    const text = lineText(line, width)
    const size = slackLength(text) + 1
    if (chars + size > payloadBlockCharsMax) close()
    if (size > payloadBlockCharsMax) {
      chunks.push(
        ...piecesOf(text, payloadBlockCharsMax).map((piece, index) => ({
          text: piece,
          continues: index > 0,
        })),
      )
    } else {
      open.push(text)
      chars += size
    }
  }
  close()
  return chunks
}

/** What Slack may count for its control characters: their escaped form, as `slackLength` has it. */
const weights: Record<string, number> = { '&': 5, '<': 4, '>': 4 }

/** A text in pieces of at most so many characters as Slack counts them, whole code points only. */
export function piecesOf(text: string, charsMax: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let chars = 0
  for (const character of text) {
    const size = weights[character] ?? character.length
    if (chars + size > charsMax) {
      pieces.push(piece)
      piece = ''
      chars = 0
    }
    piece += character
    chars += size
  }
  return piece === '' ? pieces : [...pieces, piece]
}

/** Groups of blocks in their order on as many pages as they need; a group is never torn apart. */
export function paginate(
  groups: types.KnownBlock[][],
  groupsPerPageMax = pageBlocksMax,
): types.KnownBlock[][] {
  const pages: types.KnownBlock[][] = []
  let page: types.KnownBlock[] = []
  let count = 0
  let bytes = 0
  for (const group of groups) {
    const size = jsonBytes(group)
    if (count > 0 && (count >= groupsPerPageMax || bytes + size > pageBytesMax)) {
      pages.push(page)
      page = []
      count = 0
      bytes = 0
    }
    page.push(...group)
    count += 1
    bytes += size
  }
  return [...pages, page]
}

/** A view may name no block twice. */
export function numbered(blocks: types.KnownBlock[], name: string): types.KnownBlock[] {
  return blocks.map((block, index) => ({ ...block, block_id: `cs_${name}_${index}` }))
}

/** The size of the blocks' JSON in the longest spelling that Slack may count. */
function jsonBytes(blocks: types.KnownBlock[]): number {
  const json = JSON.stringify(blocks)
  const beyondAscii = json.match(/[^\u0020-\u007e]/g)?.length ?? 0
  return json.length + beyondAscii * 5
}
