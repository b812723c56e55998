/**
 * What is wrong with a page for somebody who looks at it on a small screen, uses the keyboard or has it read out, each
 * as a sentence; a program for the page. A script of somebody else's that ran has set `hit`.
 */
export const pageFaults = `(() => {
  const faults = []
  const shown = (selector) => [...document.querySelectorAll(selector)]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
  const nameOf = (element) => element.outerHTML.slice(0, 120)
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) faults.push('scrolls sideways: ' + scrollWidth)
  if (document.querySelectorAll('h1').length !== 1) faults.push('has not one h1')
  if (window.hit !== undefined) faults.push('ran the script of somebody else')
  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    if ((field.labels?.length ?? 0) !== 1) faults.push('has no label: ' + nameOf(field))
  }
  const targets = 'button, select, summary, textarea, .button, .quiet, .brand, .choice, ' +
    'input:not([type=hidden], [type=radio], [type=checkbox])'
  for (const target of shown(targets)) {
    if (target.getBoundingClientRect().height < 44) faults.push('is small: ' + nameOf(target))
  }
  for (const button of shown('.button')) {
    if (button.scrollWidth > button.clientWidth) faults.push('cuts its words: ' + nameOf(button))
  }
  for (const element of document.querySelectorAll('[aria-describedby]')) {
    for (const id of element.getAttribute('aria-describedby').split(' ')) {
      if (document.getElementById(id) === null) faults.push('describes by nothing: ' + id)
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  if (new Set(ids).size !== ids.length) faults.push('has an id twice')
  if (document.querySelector('[tabindex]:not([tabindex="0"], [tabindex="-1"])') !== null)
    faults.push('has an order of its own')
  return faults
})()`

/** How the focus looks where it is now: nothing to see is a fault. The whole card of an opener shows it. */
export const focusFault = `(() => {
  const { activeElement: at } = document
  if (at === null || at === document.body) return 'nowhere'
  const styles = [getComputedStyle(at), getComputedStyle(at, '::after')]
  const outlined = styles.some(({ outlineStyle, outlineWidth }) =>
    outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)
  const { top, bottom } = at.getBoundingClientRect()
  if (!outlined) return 'cannot be seen: ' + at.outerHTML.slice(0, 120)
  return bottom < 0 || top > innerHeight ? 'is off the screen: ' + at.outerHTML.slice(0, 120) : null
})()`
