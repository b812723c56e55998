import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { isRecord } from './slack-json.ts'

/**
 * The socket side of Slack: takes WebSocket connections (RFC 6455) and sends each envelope into one of them, as Slack
 * does (https://docs.slack.dev/apis/events-api/using-socket-mode). Frames of ours are short text, so fragments and
 * binary are not spoken.
 */
export interface SlackSocketPeer {
  url: string
  /** How many connections have said hello. */
  count(): number
  /** Sends a payload and waits for its acknowledgement; false where none came in time. */
  send(type: 'interactive' | 'events_api', payload: object): Promise<boolean>
  /** Asks one connection to go away, as Slack does every few hours. */
  refreshOne(): void
  close(): Promise<void>
}

const handshakeSalt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const ackMsMax = 3_000
const opcodes = { text: 1, close: 8, ping: 9, pong: 10 }

export async function startSlackSocket(): Promise<SlackSocketPeer> {
  const sockets = new Set<Duplex>()
  const awaited = new Map<string, () => void>()
  let sent = 0
  const server = createServer()
  /** A peer that only hangs up leaves the client with a timer of 30 s that it never clears. */
  const closeFrameCame = (socket: Duplex, body: Buffer) => {
    if (sockets.has(socket)) socket.write(frame(opcodes.close, body))
    sockets.delete(socket)
    socket.end()
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    accept(request, socket)
    sockets.add(socket)
    const forget = () => sockets.delete(socket)
    socket.on('close', forget)
    socket.on('error', forget)
    socket.on(
      'data',
      readFrames((opcode, body) => {
        if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, body))
        if (opcode === opcodes.close) closeFrameCame(socket, body)
        if (opcode === opcodes.text) acknowledged(awaited, body)
      }),
    )
    say(socket, { type: 'hello', num_connections: sockets.size })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/link`,
    count: () => sockets.size,
    send(type, payload) {
      sent += 1
      const id = `envelope-${sent}`
      const [socket] = [...sockets].slice(sent % Math.max(1, sockets.size))
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), ackMsMax)
        awaited.set(id, () => {
          clearTimeout(timer)
          resolve(true)
        })
        if (socket !== undefined) {
          say(socket, { type, envelope_id: id, payload, accepts_response_payload: true })
        }
      })
    },
    refreshOne() {
      const [socket] = sockets
      if (socket === undefined) return
      sockets.delete(socket)
      say(socket, { type: 'disconnect', reason: 'refresh_requested' })
      socket.write(frame(opcodes.close, Buffer.from([0x03, 0xe8])))
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function accept({ headers }: IncomingMessage, socket: Duplex): void {
  const key = `${headers['sec-websocket-key']}${handshakeSalt}`
  const answer = createHash('sha1').update(key).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${answer}\r\n\r\n`,
  )
}

function acknowledged(awaited: Map<string, () => void>, body: Buffer): void {
  const said: unknown = JSON.parse(body.toString('utf8'))
  if (isRecord(said)) awaited.get(String(said['envelope_id']))?.()
}

function say(socket: Duplex, message: object): void {
  socket.write(frame(opcodes.text, Buffer.from(JSON.stringify(message))))
}

/** A server's frames are not masked. */
function frame(opcode: number, body: Buffer): Buffer {
  const head =
    body.length < 126
      ? Buffer.from([0x80 | opcode, body.length])
      : Buffer.from([0x80 | opcode, 126, body.length >> 8, body.length & 0xff])
  return Buffer.concat([head, body])
}

/** A client's frames are masked, and may come in any pieces. */
function readFrames(take: (opcode: number, body: Buffer) => void): (chunk: Buffer) => void {
  let held = Buffer.alloc(0)
  return (chunk) => {
    held = Buffer.concat([held, chunk])
    for (let read = readFrame(held); read !== null; read = readFrame(held)) {
      held = held.subarray(read.size)
      take(read.opcode, read.body)
    }
  }
}

function readFrame(held: Buffer): { opcode: number; body: Buffer; size: number } | null {
  if (held.length < 2) return null
  const short = held.readUInt8(1) & 0x7f
  const isLong = short === 126
  const maskAt = isLong ? 4 : 2
  if (held.length < maskAt + 4) return null
  const length = isLong ? held.readUInt16BE(2) : short
  const size = maskAt + 4 + length
  if (held.length < size) return null
  const mask = held.subarray(maskAt, maskAt + 4)
  const body = Buffer.from(held.subarray(maskAt + 4, size))
  for (let at = 0; at < body.length; at += 1) {
    body.writeUInt8(body.readUInt8(at) ^ mask.readUInt8(at % 4), at)
  }
  return { opcode: held.readUInt8(0) & 0x0f, body, size }
}
