import type { Express } from 'express'
import { openApi } from '../contract/openapi.ts'
import { agentRoutes } from '../http/routes/agents.ts'
import { grantRoutes } from '../http/routes/grants.ts'
import { healthRoutes } from '../http/routes/health.ts'
import { meRoutes } from '../http/routes/me.ts'
import { operationRoutes } from '../http/routes/operations.ts'
import { peopleRoutes } from '../http/routes/people.ts'
import { requestRoutes } from '../http/routes/requests.ts'
import { trustRoutes } from '../http/routes/trusts.ts'
import { webhookRoutes } from '../http/routes/webhooks.ts'
import { scimRoutes } from '../http/scim/router.ts'
import type { Jobs } from '../store/jobs/start-jobs.ts'
import type { Listener } from '../store/listen.ts'
import { isOutage } from '../store/outage.ts'
import { createConsole } from '../surfaces/console/router.ts'
import { agentVerbs, operationVerbs } from './admin-verbs.ts'
import { administrationVerbs } from './administration-verbs.ts'
import { grantVerbs } from './grant-verbs.ts'
import { peopleVerbs, scimVerbs } from './people-verbs.ts'
import { proposeSample } from './sample-action.ts'
import { accountVerbs, meVerbs, type SigningIn } from './sign-in-verbs.ts'
import { webhookVerbs } from './webhook-verbs.ts'
import { consoleVerbs, requestVerbs, type Wiring } from './wire.ts'

export interface Mounting {
  wiring: Wiring
  jobs: Jobs
  listener: Listener
  /** The sample agent's key where development mode is open to whoever sits at this machine, else null. */
  sampleKey: string | null
  signingIn: SigningIn
}

/** Mounts the API, the health pages and the console. */
export function mountRoutes(app: Express, mounting: Mounting): void {
  const { wiring, jobs, listener, sampleKey } = mounting
  const { meters, authentication, deps } = wiring
  app.use('/v1/requests', requestRoutes(requestVerbs(wiring)))
  app.use(grantRoutes(grantVerbs(wiring)))
  app.use('/v1/agents', agentRoutes(agentVerbs(wiring)))
  app.use('/v1/me', meRoutes(meVerbs(wiring, sampleKey !== null)))
  app.use('/v1', trustRoutes(agentVerbs(wiring)))
  app.use('/v1', webhookRoutes(webhookVerbs(wiring)))
  app.use('/v1/people', peopleRoutes(peopleVerbs(wiring)))
  const { scimToken } = wiring.config
  if (scimToken !== null) app.use('/scim/v2', scimRoutes(scimVerbs(wiring, scimToken)))
  app.use('/v1', operationRoutes(operationVerbs(wiring, jobs, sampleKey !== null)))
  app.use(
    healthRoutes({
      authentication,
      registry: meters.registry,
      openapi: openApi(),
      readiness: async () => ({
        database: await deps.now().then(
          () => true,
          () => false,
        ),
        jobs: jobs.healthy(),
        listener: listener.healthy(),
      }),
    }),
  )
  mountConsole(app, mounting)
}

function mountConsole(app: Express, { wiring, sampleKey, signingIn }: Mounting): void {
  const { config, log } = wiring
  const base = consoleVerbs(
    wiring,
    sampleKey === null ? null : () => proposeSample(config, sampleKey),
  )
  app.use(
    createConsole({
      verbs: {
        ...base,
        sessions: { ...base.sessions, signOut: signingIn.signOut },
        signIn: signingIn.signIn,
        account: accountVerbs(wiring),
        administration: administrationVerbs(wiring),
      },
      publicUrl: config.publicUrl,
      secureCookies: config.publicUrl.protocol === 'https:',
      log,
      isOutage,
    }),
  )
}
