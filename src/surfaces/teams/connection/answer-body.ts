import type { InvokeAnswer } from './connection.ts'

/**
 * The body that answers an invoke (learn.microsoft.com, "Work with Universal Actions for Adaptive
 * Cards"). The HTTP status is 200 whatever the body says, and `value` is never empty: Teams would show
 * an error and repeat the click. Null: there is nothing to say.
 */
export function answerBody(answer: InvokeAnswer | null): unknown {
  if (answer === null) {
    return null
  }
  switch (answer.kind) {
    case 'card':
      return {
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: answer.card,
      }
    case 'message':
      return {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: answer.text,
      }
    case 'unchanged':
      return {
        statusCode: 500,
        type: 'application/vnd.microsoft.error',
        value: { code: 'Unchanged', message: 'There is nothing new to show.' },
      }
  }
}
