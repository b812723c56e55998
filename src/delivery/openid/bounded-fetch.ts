type Fetch = typeof globalThis.fetch

/** More than an ID token with ten thousand groups, and far less than what would hurt. */
const answerBytesMax = 4 * 1024 * 1024

/** The same `fetch`, whose answers end with an error where they are longer than any provider's should be. */
export function boundAnswers(fetch: Fetch): Fetch {
  return async (...call) => {
    const answer = await fetch(...call)
    if (answer.body === null) return answer
    const { status, statusText, headers } = answer
    return new Response(answer.body.pipeThrough(bound()), { status, statusText, headers })
  }
}

function bound(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0
  return new TransformStream({
    transform: (chunk, controller) => {
      bytes += chunk.byteLength
      if (bytes <= answerBytesMax) controller.enqueue(chunk)
      else controller.error(new TypeError('the provider’s answer is too long'))
    },
  })
}

/** What the library calls `fetch` with. */
interface LibraryCall {
  body?: unknown
  headers: Record<string, string>
  method: string
  redirect: 'manual'
  signal?: AbortSignal | undefined
}

/** The library writes `undefined` where `fetch` wants nothing at all; what it sends is a form, or nothing. */
export function narrow(fetch: Fetch): (url: string, call: LibraryCall) => Promise<Response> {
  return (url, { body, signal, ...options }) =>
    fetch(url, {
      ...options,
      ...(body instanceof URLSearchParams ? { body } : {}),
      ...(signal === undefined ? {} : { signal }),
    })
}
