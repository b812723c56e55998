import { createServer } from 'node:net'

export const loopbackAddress = '127.0.0.1'

/** PostgreSQL's own default; on a unix socket it is only a part of the file's name. */
const socketPort = 5432

/** Windows has no unix socket that PostgreSQL's clients here can use: the loopback address serves. */
export function usesTcp(): boolean {
  return process.platform === 'win32'
}

/** The port for a new server: over TCP one that nobody listens on just now. */
export function choosePort(): Promise<number> {
  return usesTcp() ? findFreePort() : Promise.resolve(socketPort)
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, loopbackAddress, () => {
      const address = server.address()
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port)
        else reject(new Error('The system named no free port.'))
      })
    })
  })
}
