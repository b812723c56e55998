import type { CheckWebhookUrl } from '../app/ports.ts'
import { type Guard, targetOf } from './guard.ts'

/** Tells an administrator at once what a try would find later. Every try looks again. */
export function createUrlCheck(guard: Guard): CheckWebhookUrl {
  return async (text) => {
    const target = URL.canParse(text) ? targetOf(new URL(text)) : null
    if (target === null) return 'It must be an https URL without a user name or a password.'
    const admission = await guard.admit(target)
    if (admission.ok) return null
    return admission.fault === 'name_not_found'
      ? 'Its host name cannot be resolved.'
      : 'Only https to a public address is called, on port 443 or one above 1023, and what WEBHOOK_ALLOW lists.'
  }
}
