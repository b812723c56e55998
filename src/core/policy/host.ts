/**
 * The spellings of a host with or without a port: as URLs canonicalise it (WHATWG URL, host parsing:
 * percent-encodings, full-width letters, numbers for addresses) first, then as it is written; both without
 * the dot at the end, without a port, and with one that is not `impliedPort`. Null where it is no host.
 */
export function hostOf(text: string, impliedPort: string | undefined): string[] | null {
  const [, name = '', digits = ''] = /^(.*?)(?::0*(\d*))?$/s.exec(text) ?? []
  const url = `http://${name}/`
  if (/[@/?#\\]/.test(name) || !URL.canParse(url)) return null
  const names = [new URL(url).hostname, name.toLowerCase()].map((host) => host.replace(/\.+$/, ''))
  if (names.includes('')) return null
  const port = digits === '' || digits === impliedPort ? '' : `:${digits}`
  return [...new Set(names.flatMap((host) => [host, host + port]))]
}
