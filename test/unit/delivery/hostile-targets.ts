/** Every way that is known to spell an address which webhooks must not reach, each with the canary's port. */
export function hostileTargets(port: number): string[] {
  const direct = [...literals(), ...hosts].map((host) => `https://${host}:${port}/`)
  return [...direct, ...others(port)]
}

const loopbackAs4 = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '0177.0.0.01',
  '0177.1',
  '127.0.0.1.',
  '127.000.000.001',
  '0',
  '0.0.0.0',
  '00.0x0.0.0',
  '１２７.０.０.１',
  '127。0。0。1',
  '①②⑦.⓪.⓪.①',
  '%31%32%37.0.0.1',
  '127%2e0%2e0%2e1',
]

const otherOwnNetworks = [
  '10.0.0.1',
  '10.255.255.255',
  '167772161',
  '0x0a000001',
  '012.0.0.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.0.1',
  '192.168.1.1',
  '3232235521',
  '0xc0a80001',
  '100.64.0.1',
  '100.127.255.254',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.170.2',
  '169.254.42.1',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  '2822734096',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
]

const as6 = [
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000::0001',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::ffff:168.63.129.16',
  '64:ff9b::a83f:8110',
  '::127.0.0.1',
  '::7f00:1',
  '::ffff:0:127.0.0.1',
  '::ffff:0:7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '2001:0:7f00:1::',
  '2001:0:4136:e378:8000:63bf:80ff:fffe',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'fc00::1',
  'fd00::1',
  'fd00:ec2::254',
  'fdff:ffff::1',
  'ff02::1',
  'ff05::1',
  '100::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  '2001:2::1',
  '2001:10::1',
]

function literals(): string[] {
  return [...loopbackAs4, ...otherOwnNetworks, ...as6.map((address) => `[${address}]`)]
}

/** Names that `hostileNames` resolves. */
const hosts = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ｌｏｃａｌｈｏｓｔ',
  'metadata.google.internal',
  'loop.hostile.test',
  'private.hostile.test',
  'link-local.hostile.test',
  'unique-local.hostile.test',
  'mapped.hostile.test',
  'first-good.hostile.test',
  'last-good.hostile.test',
  'räksmörgås.hostile.test',
]

/** What a name server in an attacker's hands answers; null where a name is not its own. */
export function hostileNames(): (host: string) => Promise<string[]> {
  let asked = 0
  const table: Record<string, () => string[]> = {
    'loop.hostile.test': () => ['127.0.0.1'],
    'private.hostile.test': () => ['10.0.0.1'],
    'link-local.hostile.test': () => ['169.254.169.254'],
    'unique-local.hostile.test': () => ['fd00::1'],
    'mapped.hostile.test': () => ['::ffff:127.0.0.1'],
    'first-good.hostile.test': () => ['93.184.216.34', '127.0.0.1'],
    'last-good.hostile.test': () => ['127.0.0.1', '93.184.216.34'],
    // Good at the first look, bad at every other: each look is the one that counts.
    'rebinding.hostile.test': () => {
      asked += 1
      return asked % 2 === 1 ? ['93.184.216.34'] : ['127.0.0.1']
    },
    'metadata.google.internal': () => ['169.254.169.254'],
  }
  return async (host) => table[host.toLowerCase()]?.() ?? ['127.0.0.1']
}

function others(port: number): string[] {
  return [
    `http://93.184.216.34:${port}/`,
    `http://127.0.0.1:${port}/`,
    `https://93.184.216.34@127.0.0.1:${port}/`,
    `https://user:pass@127.0.0.1:${port}/`,
    `https://127.0.0.1:${port}#@93.184.216.34/`,
    `https://127.0.0.1:${port}\\@93.184.216.34/`,
    `https:127.0.0.1:${port}/`,
    `https:/\\127.0.0.1:${port}/`,
    `https://93.184.216.34:22/`,
    `https://93.184.216.34:25/`,
    `ftp://127.0.0.1:${port}/`,
    `gopher://127.0.0.1:${port}/_x`,
    `file:///etc/passwd`,
    `data:text/plain,x`,
    `blob:https://127.0.0.1:${port}/x`,
    `unix:///var/run/docker.sock`,
    `ws://127.0.0.1:${port}/`,
    `javascript:1`,
    `//127.0.0.1:${port}/`,
    `https://`,
    '',
  ]
}
