import type { Express } from 'express'
import { openApi } from '../contract/openapi.ts'
import { agentRoutes } from '../http/routes/agents.ts'
import { grantRoutes } from '../http/routes/grants.ts'
import { healthRoutes } from '../http/routes/health.ts'
import { operationRoutes } from '../http/routes/operations.ts'
import { requestRoutes } from '../http/routes/requests.ts'
import { webhookRoutes } from '../http/routes/webhooks.ts'
import type { Jobs } from '../store/jobs/start-jobs.ts'
import type { Listener } from '../store/listen.ts'
import { isOutage } from '../store/outage.ts'
import { createConsole } from '../surfaces/console/router.ts'
import { grantVerbs } from './grant-verbs.ts'
import { proposeSample } from './sample-action.ts'
import { webhookVerbs } from './webhook-verbs.ts'
import { agentVerbs, consoleVerbs, operationVerbs, requestVerbs, type Wiring } from './wire.ts'

export interface Mounting {
  wiring: Wiring
  jobs: Jobs
  listener: Listener
  /** The sample agent's key where development mode is open to whoever sits at this machine, else null. */
  sampleKey: string | null
}

/** Mounts the API, the health pages and the console. */
export function mountRoutes(app: Express, { wiring, jobs, listener, sampleKey }: Mounting): void {
  const { config, log, meters, authentication, deps } = wiring
  app.use('/v1/requests', requestRoutes(requestVerbs(wiring)))
  app.use(grantRoutes(grantVerbs(wiring)))
  app.use('/v1/agents', agentRoutes(agentVerbs(wiring)))
  app.use('/v1', webhookRoutes(webhookVerbs(wiring)))
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
  app.use(
    createConsole({
      verbs: consoleVerbs(
        wiring,
        sampleKey === null ? null : () => proposeSample(config, sampleKey),
      ),
      publicUrl: config.publicUrl,
      secureCookies: config.publicUrl.protocol === 'https:',
      log,
      isOutage,
    }),
  )
}
