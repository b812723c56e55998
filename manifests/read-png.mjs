// Reads as much of a PNG as the icons need: 8 bits a channel, RGB or RGBA, not interlaced.
// The format: https://www.w3.org/TR/png-3/
import { inflateSync } from 'node:zlib'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
const channelsOf = { 2: 3, 6: 4 }

/** Width, height, and every pixel as [red, green, blue, alpha]; null where it is no such PNG. */
export function readPng(file) {
  const bytes = Buffer.from(file)
  if (!bytes.subarray(0, 8).equals(signature)) return null
  const header = { width: 0, height: 0, channels: undefined }
  const parts = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') {
      header.width = body.readUInt32BE(0)
      header.height = body.readUInt32BE(4)
      header.channels = body[8] === 8 && body[12] === 0 ? channelsOf[body[9]] : undefined
    }
    if (type === 'IDAT') parts.push(body)
    at += length + 12
  }
  if (header.channels === undefined) return null
  return { ...header, pixels: pixelsOf(inflateSync(Buffer.concat(parts)), header) }
}

/** Undoes the filter of every line (chapter 9 of the format). */
function pixelsOf(data, { width, height, channels }) {
  const stride = width * channels
  const lines = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)]
    for (let x = 0; x < stride; x += 1) {
      const place = y * stride + x
      const left = x < channels ? 0 : lines[place - channels]
      const up = y === 0 ? 0 : lines[place - stride]
      const corner = x < channels || y === 0 ? 0 : lines[place - stride - channels]
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]
      lines[place] = data[y * (stride + 1) + 1 + x] + guess
    }
  }
  return Array.from({ length: width * height }, (_, index) => {
    const [red, green, blue, alpha = 255] = lines.subarray(index * channels, (index + 1) * channels)
    return [red, green, blue, alpha]
  })
}

function paeth(left, up, corner) {
  const far = (value) => Math.abs(left + up - corner - value)
  if (far(left) <= far(up) && far(left) <= far(corner)) return left
  return far(up) <= far(corner) ? up : corner
}
