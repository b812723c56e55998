/**
 * Words that mix letters of scripts which look alike (UTS 39, "Highly Restrictive"): `pаypal` with a
 * Cyrillic letter in it. Chinese, Japanese and Korean are written with several scripts and with Latin.
 */
const scripts = [
  /(?![\u{FF21}-\u{FF5A}])\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Georgian}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Lisu}/u,
  /\p{Script=Deseret}/u,
  // Letters of other styles: full-width, double-struck, mathematical bold and so on.
  /[\u{FF21}-\u{FF3A}\u{FF41}-\u{FF5A}\u{2102}-\u{2134}\u{1D400}-\u{1D7CB}\u{1F130}-\u{1F189}]/u,
]

const mark = '<mixed scripts>'
const word =
  /[\p{L}\p{M}\p{N}\u{1F130}-\u{1F189}]+(?![\p{L}\p{M}\p{N}\u{1F130}-\u{1F189}]|<mixed scripts>)/gu
const anyForeign = /[^\0-\u00FF]/

/** Puts a mark behind each word that mixes scripts; a word that carries it stays as it is. */
export function markMixedScripts(text: string): string {
  if (!anyForeign.test(text)) return text
  return text.replace(word, (found) => (isMixed(found) ? `${found}${mark}` : found))
}

function isMixed(found: string): boolean {
  return anyForeign.test(found) && scripts.filter((script) => script.test(found)).length > 1
}
