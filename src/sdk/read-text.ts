/** No answer of Countersign is nearly as long; whoever sends more is somebody else, and must not fill the memory. */
const answerBytesMax = 64 * 1_024 * 1_024

/**
 * The body of an answer as text.
 *
 * @throws Error for one that is longer than any of Countersign's; the rest of it is not fetched.
 */
export async function textOf(response: Response): Promise<string> {
  // Some stand-ins for `fetch` have no streams.
  const reader = response.body?.getReader?.()
  if (reader === undefined) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > answerBytesMax) {
      await reader.cancel()
      throw new Error(`an answer of more than ${answerBytesMax} bytes`)
    }
    text += decoder.decode(value, { stream: true })
  }
}
