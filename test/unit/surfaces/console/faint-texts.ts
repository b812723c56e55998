/** Every text whose colour is under 4.5:1 on the ground behind it (WCAG 2.2, 1.4.3), as its own words; a program for the page. */
export const faintTexts = `(() => {
  const channels = (css) => (css.match(/[\\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => {
      const s = c / 255
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor)
      if (colour.length === 3 || colour[3] === 1) return colour
    }
    return [255, 255, 255]
  }
  return [...document.querySelectorAll('body *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .filter((element) => {
      const text = light(channels(getComputedStyle(element).color))
      const behind = light(ground(element))
      const ratio = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05)
      return ratio < 4.5
    })
    .map((element) => element.className + ': ' + element.textContent)
})()`
