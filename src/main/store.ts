import type { Sealing } from '../app/ports.ts'
import { createAgents } from '../store/agents.ts'
import { createCards } from '../store/cards.ts'
import { createConversations } from '../store/conversations.ts'
import { createDirectoryGroups } from '../store/directory-groups.ts'
import { createDirectoryUsers } from '../store/directory-users.ts'
import { createEvents } from '../store/events.ts'
import { createInstallations } from '../store/installations.ts'
import { createLinkOffers } from '../store/link-offers.ts'
import { createOwnAccounts } from '../store/own-accounts.ts'
import { createPeople } from '../store/people.ts'
import { createPeopleRecords } from '../store/people-records.ts'
import { createPolicies } from '../store/policies.ts'
import { createPrincipals } from '../store/principals.ts'
import { createPrisma } from '../store/prisma.ts'
import { createRequests } from '../store/requests.ts'
import { createRosters } from '../store/rosters.ts'
import { createSessions } from '../store/sessions.ts'
import { createSignInGroups } from '../store/sign-in-groups.ts'
import { databaseNow, settledAmong } from '../store/small-reads.ts'
import { createSpent } from '../store/spent.ts'
import { addToken, createPersonTokens } from '../store/tokens.ts'
import { createTrusts } from '../store/trusts.ts'
import { createWebhookDeliveries } from '../store/webhook-deliveries.ts'
import { createWebhookEndpoints } from '../store/webhook-endpoints.ts'
import { createWorkloads } from '../store/workloads.ts'
import { newId } from './ids.ts'
import type { OpenDatabase } from './open-database.ts'

/** Every store over one pool. */
export function openStore({ pool }: Pick<OpenDatabase, 'pool'>, sealing: Sealing) {
  const prisma = createPrisma(pool)
  return {
    requests: createRequests(pool),
    people: createPeople(pool, newId),
    peopleRecords: createPeopleRecords(pool),
    directory: { ...createDirectoryUsers(pool), ...createDirectoryGroups(pool) },
    agents: createAgents(prisma),
    policyRecords: createPolicies(pool, newId),
    events: createEvents(pool),
    cards: createCards(pool),
    rosters: createRosters(pool),
    sessions: createSessions(prisma),
    conversations: createConversations(pool),
    installations: createInstallations(pool, sealing),
    webhooks: createWebhookEndpoints(pool, sealing),
    deliveries: createWebhookDeliveries(pool, sealing),
    linkOffers: createLinkOffers(prisma),
    principals: createPrincipals(pool),
    spent: createSpent(prisma),
    signInGroups: createSignInGroups(pool),
    personTokens: createPersonTokens(prisma),
    ownAccounts: createOwnAccounts(prisma),
    trusts: createTrusts(prisma),
    workloads: createWorkloads(pool),
    addToken: (token: Parameters<typeof addToken>[1]) => addToken(prisma, token),
    now: () => databaseNow(pool),
    settledAmong: (requests: Parameters<typeof settledAmong>[1]) => settledAmong(pool, requests),
    close: () => prisma.$disconnect(),
  }
}

export type Store = ReturnType<typeof openStore>
