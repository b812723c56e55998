import {
  AgentBody,
  AgentList,
  AgentPatch,
  AgentView,
  AgentWithKey,
  AgentWithKeys,
  KeyBody,
  NewKey,
  TrustBody,
  TrustList,
  TrustView,
} from './agent.ts'

/** The addresses of agents, their keys and whose tokens they trust, as `METHOD path`, for the document of the API. */
export const agentAddresses = {
  'post /v1/agents': {
    summary: 'Register an agent (admin).',
    body: AgentBody,
    answers: { 201: AgentWithKey },
  },
  'get /v1/agents': { summary: 'List agents (admin).', answers: { 200: AgentList } },
  'get /v1/agents/{id}': {
    summary: 'One agent with its keys (admin).',
    answers: { 200: AgentWithKeys },
  },
  'patch /v1/agents/{id}': {
    summary: 'Change owners or standing (admin).',
    body: AgentPatch,
    answers: { 200: AgentView },
  },
  'post /v1/agents/{id}/keys': {
    summary: 'Add a key (admin).',
    body: KeyBody,
    answers: { 201: NewKey },
  },
  'delete /v1/agents/{id}/keys/{key}': {
    summary: 'Revoke a key (admin).',
    answers: { 204: null },
  },
  'post /v1/agents/{id}/trust': {
    summary: 'Take the tokens of a platform for the agent’s key (admin).',
    body: TrustBody,
    answers: { 201: TrustView },
  },
  'get /v1/agents/{id}/trust': {
    summary: 'Whose tokens stand for the agent (admin).',
    answers: { 200: TrustList },
  },
  'delete /v1/agents/{id}/trust/{trust}': {
    summary: 'Take such tokens no more (admin).',
    answers: { 204: null },
  },
}
