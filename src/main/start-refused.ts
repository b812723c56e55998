/** Why the service does not start, in sentences for the person who started it. No stack is shown with them. */
export class StartRefused extends Error {
  override name = 'StartRefused'
  readonly sentences: string[]

  constructor(sentences: string[]) {
    super(sentences.join('\n'))
    this.sentences = sentences
  }
}
