/**
 * Texts that were made to deceive, to call on somebody, to load something or to break out of where they
 * stand: families of them, each named by what it tries. Every surface shows all of them, and lets none act.
 */
const mentions = [
  ...['@channel', '@here', '@everyone', '@ana', '#general', '<!channel>', '<!here>', '<!everyone>'],
  ...['<@U0000001>', '<@W0000001|ana>', '<#C0000001>', '<#C0000001|general>'],
  ...['<!subteam^S0000001>', '<!subteam^S0000001|@owners>', '<at>Ana</at>', '<at id="0">Ana</at>'],
  ...['&lt;!channel&gt;', '&#60;!here&#62;', '\\<!channel\\>', '<!channel|safe>'],
]

const addresses = [
  ...['https://evil.example/approve', 'http://127.0.0.1/', '//evil.example', 'www.evil.example'],
  ...[
    'javascript:alert(1)',
    'data:text/html,<b>x</b>',
    'mailto:ana@evil.example',
    'tel:+4930123456',
  ],
  ...['slack://open', 'msteams:/l/call/0/0?users=x', 'file:///etc/passwd'],
]
const links = addresses.flatMap((address) => [
  address,
  `<${address}>`,
  `<${address}|Approve>`,
  `[Approve](${address})`,
  `![seen](${address})`,
  `<a href="${address}">Approve</a>`,
])

const markdown = [
  ...['*bold*', '_italic_', '~strike~', '**bold**', '__bold__', '~~strike~~', '***all***'],
  ...['# Approved', '> quoted', '>>> quoted', '- item', '* item', '1. item', '- [x] done', '---'],
  ...['| a | b |\n|---|---|\n| 1 | 2 |', 'Approved\n========', '[^1]: note', '<!-- hidden -->'],
  ...['\\*not bold\\*', '[link][1]\n\n[1]: https://evil.example', '$x^2$', '==marked=='],
]

const fences = [1, 2, 3, 4, 5, 6].flatMap((count) => {
  const ticks = '`'.repeat(count)
  return [`${ticks}code${ticks}`, `${ticks}\nApproved by Ana\n${ticks}`]
})

const markup = [
  ...['<b>Approved</b>', '<script>alert(1)</script>', '</script><script>alert(1)</script>'],
  ...['<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '<iframe src="//evil.example">'],
  ...[
    '<style>*{display:none}</style>',
    '<link rel=stylesheet href=//evil.example>',
    '<base href=//x>',
  ],
  ...['<meta http-equiv=refresh content=0>', '</pre></code></bdi></main>', '<form action=//evil>'],
  ...[
    '"><b onclick=alert(1)>',
    "' autofocus onfocus='alert(1)",
    '<input value="',
    '<!DOCTYPE html>',
  ],
  ...[
    '<![CDATA[x]]>',
    '<?xml version="1.0"?>',
    '&lt;b&gt;',
    '&amp;lt;',
    '&#x3c;b&#x3e;',
    '&nbsp;&zwj;',
  ],
]

const templates = [
  ...['{{DATE(2020-01-01T00:00:00Z)}}', '{{TIME(2020-01-01T00:00:00Z)}}', '{{{{DATE(x)}}}}', '{{{'],
  ...['{{DATE({{TIME(2020-01-01T00:00:00Z)}})}}', '{{constructor}}', '{% include x %}', '<%= x %>'],
  ...[
    '$' + '{if(true, 1, 2)}',
    '$' + '{7*7}',
    '$' + '{{ secrets.X }}',
    '#{7*7}',
    '%s %n %x',
    '%{x}',
  ],
  ...['<!date^1732197600^{time}|Approved by Ana>', '{0}', '[[x]]', '@{x}', '~{x}', '=1+1'],
  ...['=HYPERLINK("https://evil.example")', '+cmd|x', '@SUM(1)', '-2+3', '*{x}', 'x}}'],
]

const ourWords = [
  ...['hidden (secret, 40 characters)', '... 41,870 more characters, 212 more fields', '3 items'],
  ...[
    'item 1',
    'code, 3 lines',
    'change of text: 1 line removed, 1 added, 0 equal',
    '+ added   │ x',
  ],
  ...['- removed │ x', '│ x', '<U+202E>gnp.exe', 'a⏎b', 'safe<mixed scripts>', '<40 spaces>'],
  ...[
    'Approved by Ana',
    'Asked because  small-reads',
    'Needs  security ✓',
    'null',
    'true',
    '1.0',
    '""',
  ],
  ...[
    'customers\nrows  1',
    'x\r\ntoken  hidden (secret, 40 characters)',
    'a\tb',
    `a${' '.repeat(40)}b`,
  ],
]

const ourMarks = [
  ...[0x2502, 0x2503, 0x2551, 0x258f, 0x00a6, 0x01c0, 0x2016, 0x2223, 0x23b8, 0x23d0, 0x2758],
  ...[0xfe31, 0xff5c, 0xffe8, 0x7c],
].flatMap((code) => {
  const bar = String.fromCodePoint(code)
  return [`${bar} select`, `- removed ${bar} x`, `removed ${bar} x`, `+ added   ${bar} x`]
})

const ourLines = [
  ...['hidden  (secret, 1 character)', 'hidden\uff08secret, 1 character)', '1 value is hidden'],
  ...[
    '… 41,870 more characters',
    '...41,870 more characters',
    '12 equal lines',
    '- item',
    '+ added',
  ],
  `eu${' '.repeat(60)}token  hidden (secret, 40 characters)`,
]

const bidi = [
  ...[
    0x200e, 0x200f, 0x061c, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
  ],
].flatMap((code) => {
  const control = String.fromCodePoint(code)
  return [`invoice${control}gpj.exe`, `${control}rm -rf /${control}`]
})

const unseen = [
  ...[
    0x00a0, 0x00ad, 0x034f, 0x115f, 0x1160, 0x1680, 0x17b4, 0x180b, 0x180e, 0x2000, 0x2003, 0x2007,
  ],
  ...[
    0x2009, 0x200a, 0x200b, 0x200c, 0x200d, 0x2028, 0x2029, 0x202f, 0x205f, 0x2060, 0x2061, 0x2063,
  ],
  ...[
    0x2064, 0x206a, 0x206f, 0x2800, 0x3000, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffc,
  ],
  ...[0x1d159, 0x1d173, 0xe0001, 0xe0041, 0xe007f, 0xe0100, 0xe000, 0xf0000, 0xfffe, 0x1ffff],
].map((code) => `pass${String.fromCodePoint(code)}word`)

const controls = [
  ...Array.from({ length: 32 }, (_, code) => code).filter((code) => code !== 9 && code !== 10),
  ...Array.from({ length: 33 }, (_, code) => code + 127),
].map((code) => `a${String.fromCharCode(code)}b`)

const homoglyphs = [
  ...['p\u0430ypal', '\u0440ayp\u0430l', 'g\u043e\u043egle', '\u0430pple.com', 'micr\u043esoft'],
  ...[
    '\u0391dmin',
    'r\u03bfot',
    '\u03bdault',
    'secur\u0456ty',
    '\u0455ecurity',
    'd\u0430ta-owners',
  ],
  ...['\u054f\u0565amA', '\u13a0dmin', 'a\uff44min', '\uff21dmin', 'pr\u{1d428}d', '\u{1d41a}dmin'],
  ...[
    'p\u043er\u03bfd',
    'admin\u0410',
    '\u0405lack',
    'postgres://pr\u043ed/customers',
    'l\u0131ve\u0430',
  ],
]

const emoji = [
  ...[
    ':tada:',
    ':white_check_mark: Approved',
    ':+1::skin-tone-3:',
    '\u2705 Approved',
    '\u{1f44d}\u{1f3fd}',
  ],
  ...[
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
    '\u{1f1e9}\u{1f1ea}',
    '1\ufe0f\u20e3',
    '\u2764\ufe0f',
  ],
  ...[
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}',
    '\u{1f170}pprove',
    '\u{1f512} secret',
    '\u21a9\ufe0e',
  ],
]

const storms = [4, 12, 60].flatMap((count) => [
  `z${'\u0301\u0316'.repeat(count)}algo`,
  `\u0e01${'\u0e34\u0e48'.repeat(count)}`,
  `${'\u0336'.repeat(count)}deny`,
])

const broken = ['a\ud800b', 'a\udc00b', '\ud83d', '\ude00\ud83d', `a${'\ud800'.repeat(50)}`]

const long = [
  'x',
  '<',
  '&',
  '{',
  ' y',
  '\n',
  '\u200b',
  '\u202e',
  '\u{1f600}',
  '`',
  'W ',
  '\u5b57',
  '"',
  '│',
].map((one) => `long${one.repeat(100 * 1024).slice(0, 100 * 1024)}`)

export const hostileCorpus: readonly string[] = [
  ...new Set([
    ...[...mentions, ...links, ...markdown, ...fences, ...markup, ...templates, ...ourWords],
    ...[...ourMarks, ...ourLines],
    ...[...bidi, ...unseen, ...controls, ...homoglyphs, ...emoji, ...storms, ...broken, ...long],
  ]),
]
