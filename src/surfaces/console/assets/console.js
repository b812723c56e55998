/**
 * The console's only script. Every page works without it; with it, times are said in the reader's own
 * zone and the parts marked `data-live` follow what happens elsewhere.
 */
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const distance = new Intl.RelativeTimeFormat('en', { style: 'short' })
const failuresMax = 2
/** Asking again counts as being there; so a page that nobody touches must stop, or no session ends. */
const untouchedMsMax = 60 * 60 * 1000
const clockMs = 10_000

function sayTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime)
    const today = at.toDateString() === new Date().toDateString()
    const words = today ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`
    time.textContent = time.dataset.as === 'until' ? `${words} (${away(at)})` : words
    time.title = full.format(at)
  }
}

function away(at) {
  const seconds = Math.round((at.getTime() - Date.now()) / 1000)
  if (seconds <= 0) return 'now'
  if (seconds < 90) return distance.format(seconds, 'second')
  if (seconds < 90 * 60) return distance.format(Math.round(seconds / 60), 'minute')
  if (seconds < 36 * 3600) return distance.format(Math.round(seconds / 3600), 'hour')
  return distance.format(Math.round(seconds / 86_400), 'day')
}

/** The server's own words of every live part: what the script made of them is no change. */
function readLive(root) {
  return new Map([...root.querySelectorAll('[data-live]')].map((part) => [part.dataset.live, part]))
}

/** A part keeps what is typed and focused in it as long as its status is the same. */
function swap(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : null
  part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)))
  part.className = fresh.className
  sayTimes(part)
  if (focused === null) return
  const again = focused === '' ? null : document.getElementById(focused)
  const next = again ?? document.getElementById('main')
  next.focus({ preventScroll: true })
}

function follow(place) {
  const known = new Map([...readLive(document)].map(([name, part]) => [name, part.innerHTML]))
  const note = document.createElement('p')
  note.className = 'notice warning stale'
  note.setAttribute('role', 'status')
  let failures = 0
  let timer = 0
  let touchedAt = Date.now()

  function tell(words) {
    if (words === null) return note.remove()
    note.textContent = words
    if (!note.isConnected) document.getElementById('main').prepend(note)
  }

  function take(fresh) {
    const parts = readLive(document)
    for (const [name, part] of readLive(fresh)) {
      const shown = parts.get(name)
      const same = 'status' in part.dataset && shown?.dataset.status === part.dataset.status
      if (shown === undefined || same || known.get(name) === part.innerHTML) continue
      known.set(name, part.innerHTML)
      if ('status' in part.dataset) shown.dataset.status = part.dataset.status
      swap(shown, part)
    }
    document.title = fresh.title
    return fresh.querySelector('[data-poll]') !== null
  }

  /** Answers whether to go on. A redirect means that the session is over. */
  async function ask() {
    const response = await fetch(place.dataset.poll, { cache: 'no-store', redirect: 'manual' })
    if (response.type === 'opaqueredirect') {
      tell('Your session is over. Load this page again to sign in.')
      return false
    }
    if (!response.ok) throw new Error(`status ${response.status}`)
    const text = await response.text()
    failures = 0
    tell(null)
    return take(new DOMParser().parseFromString(text, 'text/html'))
  }

  function isWatched() {
    return !document.hidden && Date.now() - touchedAt < untouchedMsMax
  }

  async function tick() {
    clearTimeout(timer)
    let goOn = true
    try {
      if (isWatched()) goOn = await ask()
    } catch {
      failures += 1
      if (failures >= failuresMax)
        tell('This page may be out of date: Countersign does not answer.')
    }
    if (goOn) timer = setTimeout(tick, Number(place.dataset.every) * 1000)
    else document.removeEventListener('visibilitychange', tick)
  }

  for (const sign of ['pointermove', 'keydown', 'scroll', 'touchstart']) {
    document.addEventListener(
      sign,
      () => {
        touchedAt = Date.now()
      },
      { passive: true },
    )
  }
  document.addEventListener('visibilitychange', tick)
  timer = setTimeout(tick, Number(place.dataset.every) * 1000)
}

/** Where the browser lets no page write to the clipboard, the button stays away: a touch selects the text. */
function offerCopy(button) {
  if (navigator.clipboard === undefined) return
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
      button.textContent = 'Copied'
    } catch {
      button.textContent = 'Select it and copy by hand'
    }
  })
}

const place = document.querySelector('[data-poll]')
if (place !== null) follow(place)
sayTimes(document)
setInterval(() => sayTimes(document), clockMs)
for (const button of document.querySelectorAll('[data-copy]')) offerCopy(button)
