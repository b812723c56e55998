import type { DecisionRefusal } from '../contract/errors.ts'
import { groupsOf, mayRead } from '../core/authority.ts'
import { oneLine } from '../core/inert/visible.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import type { PersonRecord, RequestRecord } from '../core/record.ts'
import { refusalSentence } from '../core/sentences.ts'
import { type CardDeps, cardOf } from './card-of.ts'
import type { Clicker, HomeOfPerson, People, RequestLine, Requests, ShowHome } from './ports.ts'
import { type RecogniseDeps, recognise } from './recognise.ts'
import { type RightsDeps, rightsOf } from './rights-of.ts'
import { requestUrl } from './view-request.ts'

export interface HomeDeps extends CardDeps, RightsDeps, Omit<RecogniseDeps, 'people'> {
  people: RecogniseDeps['people'] & Pick<People, 'byAccount'>
  requests: Pick<Requests, 'queue' | 'decidedBy' | 'askedBy'>
  now: () => Promise<Date>
}

/**
 * A person's own place in a chat: what waits for them, the nearest deadline first, what they decided lately, and what
 * the agents that they own asked for. Looking there links no account and writes nothing.
 */
export async function showHome(
  deps: HomeDeps,
  { clicker, payloadCharsMax, waitingCountMax, latestCountMax }: Parameters<ShowHome>[0],
): Promise<HomeOfPerson> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  const policy = await deps.policies.compiled(inForce.version)
  const person = await recognise(deps, clicker, await knownBy(deps, clicker), policy.policy)
  if (person === null || person.disabled) {
    return { kind: 'unknown', sentence: whyUnknown(clicker, person) }
  }
  const mine = { person: person.id, limit: latestCountMax }
  const [waiting, decided, asked] = await Promise.all([
    waitingFor(deps, person, policy, { payloadCharsMax, waitingCountMax }),
    deps.requests.decidedBy(mine),
    deps.requests.askedBy(mine),
  ])
  const readable = (record: RequestRecord) => mayRead(person, record, policy.policy)
  return {
    kind: 'known',
    ...waiting,
    decided: decided.filter(readable).map((record) => lineOf(deps, record, person)),
    asked: asked.filter(readable).map((record) => lineOf(deps, record, person)),
  }
}

async function waitingFor(
  deps: HomeDeps,
  person: PersonRecord,
  policy: CompiledPolicy,
  { payloadCharsMax, waitingCountMax }: { payloadCharsMax: number; waitingCountMax: number },
) {
  const ownAllowed = policy.policy.selfApproval === 'allowed_in_development'
  const { requests, more } = await deps.requests.queue({
    groups: groupsOf(person, policy.policy),
    notOf: ownAllowed ? null : person.id,
    undecidedBy: person.id,
    limit: waitingCountMax,
  })
  const now = await deps.now()
  const waiting = await Promise.all(
    requests.map(async (request) => ({
      card: (await cardOf(deps, request, payloadCharsMax)).card,
      may: rightsOf(deps, { request, person, policy, now }),
    })),
  )
  return { waiting, more }
}

/** One request in one line: as a decider remembers their last word, else as it stands. */
function lineOf(
  { publicUrl }: Pick<HomeDeps, 'publicUrl'>,
  request: RequestRecord,
  person: PersonRecord,
): RequestLine {
  const own = request.decisions.findLast((decision) => decision.person.id === person.id)
  return {
    request: request.id,
    url: requestUrl(publicUrl, request.id),
    action: oneLine(request.action),
    environment:
      request.evaluation.environment === null ? null : oneLine(request.evaluation.environment),
    agent: oneLine(request.agent.name),
    status: request.status,
    askedAt: request.createdAt,
    decidedAt: request.decidedAt,
    own: own === undefined ? null : { decision: own.decision, at: own.at },
  }
}

async function knownBy({ people }: HomeDeps, clicker: Clicker): Promise<PersonRecord | null> {
  if (clicker.kind === 'person') return null
  return (await people.byAccount(clicker.account))?.record ?? null
}

function whyUnknown(clicker: Clicker, person: PersonRecord | null): string {
  return refusalSentence(codeOf(clicker, person), {
    agent: '',
    action: '',
    status: '',
    open: [],
    url: '',
  })
}

function codeOf(clicker: Clicker, person: PersonRecord | null): DecisionRefusal {
  if (person !== null || clicker.kind === 'person') return 'account_refused'
  if (clicker.profile === 'unavailable') return 'identity_unavailable'
  return clicker.profile.standing === 'member' ? 'identity_not_trusted' : 'account_refused'
}
