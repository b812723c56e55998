/**
 * The one file that knows the Bot Framework SDK, which is archived. It is used for two things: to check
 * the token of a call that comes in, and to call the connector with the bot's own token. Its turns,
 * middleware and retries are not used: a call is made once, and whoever makes it decides what comes next.
 */

import type { Activity, BotFrameworkAdapter, CloudAdapter, ConversationAccount } from 'botbuilder'
import { allowsRequestUrl, allowsServiceUrl, isLoopbackHttp } from './connection/allowed-hosts.ts'
import { callOnce } from './connection/call-once.ts'
import { cloudOf, tenantLoginOf } from './connection/clouds.ts'
import { TeamsError, type TeamsSettings, type Transport } from './connection/connection.ts'
import { credentialOptions } from './connection/credential-options.ts'
import type { InboundIssuer } from './connection/inbound-issuer.ts'
import { createLoopbackLogin } from './connection/loopback-login.ts'
import { memberOf } from './connection/member.ts'
import { callWithin, idIn } from './connection/outbound-call.ts'
import { type Authenticate, createReceive } from './connection/receive-call.ts'
import type { TeamsMessage } from './faces/message.ts'
import type { Log } from './log.ts'

type Sdk = typeof import('botbuilder')
type Authentication = InstanceType<Sdk['ConfigurationBotFrameworkAuthentication']>
type CredentialsFactory = NonNullable<
  ConstructorParameters<Sdk['ConfigurationBotFrameworkAuthentication']>[1]
>
type Connector = ReturnType<BotFrameworkAdapter['createConnectorClient']>
type Calls = Connector['conversations']

interface Bot {
  id: string
  name: string
}

/** A card is posted by a job that is tried again, so one try may give up soon. */
const callMsMax = 5_000
/** A post that is given up may still appear, as a card that nobody knows; so it gets all the time that a job can spare. */
const postMsMax = 15_000

/** Loads the SDK, which takes most of a second and 80 MB, and opens no connection by itself. */
export async function createTransport(settings: TeamsSettings, log: Log): Promise<Transport> {
  if (settings.auth === 'required' && (settings.appId === '' || settings.tenant === '')) {
    throw new Error('Teams needs the id of its app and the tenant that the app is registered in')
  }
  const sdk = await import('botbuilder')
  const authenticationBy = (issuer: InboundIssuer) => authenticationOf(sdk, settings, issuer)
  const adapter = new sdk.CloudAdapter(authenticationBy(cloudOf(settings)))
  return {
    receive: createReceive(settings, createAuthenticate(authenticationBy), log),
    ...createCalls(settings, adapter),
  }
}

/**
 * Never without one of these two forms: with an empty app id and no tenant, the SDK silently checks
 * nothing. All parameters are given, because naming one of them takes the others' defaults away.
 */
function authenticationOf(sdk: Sdk, settings: TeamsSettings, inbound: InboundIssuer) {
  if (settings.auth === 'off') {
    return new sdk.ConfigurationBotFrameworkAuthentication({})
  }
  const cloud = cloudOf(settings)
  return new sdk.ConfigurationBotFrameworkAuthentication(
    {
      ...credentialOptions(settings),
      ToChannelFromBotLoginUrl: tenantLoginOf(settings),
      ToChannelFromBotOAuthScope: cloud.scope,
      ToBotFromChannelTokenIssuer: inbound.issuer,
      ToBotFromChannelOpenIdMetadataUrl: inbound.openIdMetadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: cloud.emulatorMetadataUrl,
      OAuthUrl: cloud.oauthUrl,
      CallerId: cloud.callerId,
    },
    guarded(settings, credentialsOf(sdk, settings)),
  )
}

/** How the bot gets its token; every form is refused by the SDK where something of it is empty. */
function credentialsOf(sdk: Sdk, settings: TeamsSettings): CredentialsFactory['createCredentials'] {
  const { credential, appId } = settings
  const login = tenantLoginOf(settings)
  const { scope } = cloudOf(settings)
  if (credential.kind === 'password' && isLoopbackHttp(login)) {
    const token = createLoopbackLogin(login, { id: appId, secret: credential.password, scope })
    return async () => ({
      async signRequest(request) {
        request.headers.set('authorization', `Bearer ${await token()}`)
        return request
      },
    })
  }
  const factory = new sdk.ConfigurationServiceClientCredentialFactory(credentialOptions(settings))
  return async (id, audience, endpoint, validate) => {
    const credentials = await factory.createCredentials(id, audience ?? scope, endpoint, validate)
    // With a certificate the SDK asks the public cloud's login, whichever cloud was meant.
    if (credential.kind === 'certificate' && 'oAuthEndpoint' in credentials) {
      credentials.oAuthEndpoint = login
    }
    return credentials
  }
}

/** Gives the bot's token to allowed hosts alone, whatever led to the call; a token that cannot be had is told. */
function guarded(
  settings: TeamsSettings,
  create: CredentialsFactory['createCredentials'],
): CredentialsFactory {
  return {
    isAuthenticationDisabled: async () => false,
    isValidAppId: async (appId) => appId?.toLowerCase() === settings.appId.toLowerCase(),
    async createCredentials(...given) {
      const credentials = await create(...given)
      return {
        async signRequest(request) {
          if (!allowsRequestUrl(settings, request.url)) {
            throw new TeamsError(null, 'service_url_refused', null)
          }
          return credentials.signRequest(request).catch(() => {
            throw new TeamsError(null, 'no_token', null)
          })
        },
      }
    },
  }
}

/** Asks the SDK whether a token is signed by the issuer, unexpired, for our app and for this service URL. */
function createAuthenticate(
  authenticationBy: (issuer: InboundIssuer) => Authentication,
): Authenticate {
  let kept: Authentication | null = null
  return async (inbound, { token, serviceUrl }) => {
    const authentication = kept ?? authenticationBy(inbound)
    kept = authentication
    const call = { type: 'message', channelId: 'msteams', serviceUrl } as Activity
    const answer = await authentication.authenticateRequest(call, `Bearer ${token}`)
    return answer.claimsIdentity.isAuthenticated
  }
}

/** One call to the connector of a service URL, with what may be called there. */
type Call = <Result>(
  serviceUrl: string,
  work: (calls: Calls, options: { abortSignal: AbortSignal }) => Promise<Result>,
  msMax?: number,
) => Promise<Result>

function createCall(settings: TeamsSettings, adapter: CloudAdapter, bot: Bot): Call {
  const appId = settings.auth === 'off' ? '' : settings.appId
  return async (serviceUrl, work, msMax = callMsMax) => {
    if (!allowsServiceUrl(settings, serviceUrl)) {
      throw new TeamsError(null, 'service_url_refused', null)
    }
    const reference = { serviceUrl, channelId: 'msteams', conversation: accountOf(''), bot }
    const connect = (use: (calls: Calls) => Promise<void>) =>
      adapter.continueConversationAsync(appId, reference, async ({ turnState }) => {
        const connector: Connector = turnState.get(adapter.ConnectorClientKey)
        callOnce(connector)
        await use(connector.conversations)
      })
    return callWithin(
      msMax,
      (abortSignal) =>
        new Promise((resolve, reject) => {
          connect(async (calls) => resolve(await work(calls, { abortSignal }))).catch(reject)
        }),
    )
  }
}

function createCalls(settings: TeamsSettings, adapter: CloudAdapter): Omit<Transport, 'receive'> {
  const bot: Bot = { id: `28:${settings.appId}`, name: 'Countersign' }
  const call = createCall(settings, adapter, bot)

  const activityOf = ({ card, summary }: TeamsMessage): Partial<Activity> => ({
    type: 'message',
    from: bot,
    summary,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  })

  return {
    async startThread({ serviceUrl, tenant, channel }, message) {
      const channelData = { channel: { id: channel }, tenant: { id: tenant } }
      const activity = activityOf(message) as Activity
      const thread = { isGroup: true, bot, tenantId: tenant, channelData, activity }
      const answer = await call(
        serviceUrl,
        (calls, options) =>
          calls.createConversation(thread as Parameters<Calls['createConversation']>[0], options),
        postMsMax,
      )
      const { id: conversation, activityId } = answer
      return { conversation: idIn(conversation, answer), activity: idIn(activityId, answer) }
    },
    async send({ serviceUrl, conversation }, message) {
      const activity = { ...activityOf(message), conversation: accountOf(conversation) }
      const answer = await call(
        serviceUrl,
        (calls, options) => calls.sendToConversation(conversation, activity, options),
        postMsMax,
      )
      return { activity: idIn(answer.id, answer) }
    },
    async update({ serviceUrl, conversation, activity: id }, message) {
      const activity = { ...activityOf(message), id, conversation: accountOf(conversation) }
      await call(serviceUrl, (calls, options) =>
        calls.updateActivity(conversation, id, activity, options),
      )
    },
    async openPersonal({ serviceUrl, tenant, objectId }) {
      const chat = { isGroup: false, bot, members: [{ id: objectId }], tenantId: tenant }
      const channelData = { tenant: { id: tenant } }
      const answer = await call(serviceUrl, (calls, options) =>
        calls.createConversation(
          { ...chat, channelData } as Parameters<Calls['createConversation']>[0],
          options,
        ),
      )
      return idIn(answer.id, answer)
    },
    async member({ serviceUrl, conversation, user }, msMax) {
      try {
        const answer = await call(
          serviceUrl,
          (calls, options) => calls.getConversationMember(conversation, user, options),
          msMax,
        )
        return memberOf(answer)
      } catch (error) {
        if (error instanceof TeamsError && error.code === 'MemberNotFoundInConversation')
          return null
        throw error
      }
    },
  }
}

function accountOf(id: string): ConversationAccount {
  return { id } as ConversationAccount
}
