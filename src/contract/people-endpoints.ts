import {
  IdentityList,
  IdentityQuery,
  IdentityView,
  MergeBody,
  PersonPage,
  PersonPatch,
  PersonQuery,
  PersonView,
} from './person.ts'

/** The addresses about people, for the OpenAPI document. */
export const peopleEndpoints = {
  'get /v1/people': {
    summary: 'List people, newest first (admin).',
    query: PersonQuery,
    answers: { 200: PersonPage },
  },
  'patch /v1/people/{id}': {
    summary: 'Disable or enable a person (admin).',
    body: PersonPatch,
    answers: { 200: PersonView },
  },
  'get /v1/people/{id}/identities': {
    summary: 'The accounts of a person, or those that were removed (admin).',
    query: IdentityQuery,
    answers: { 200: IdentityList },
  },
  'delete /v1/people/{id}/identities/{identity}': {
    summary: 'End an account, with its tokens and sessions (admin).',
    answers: { 204: null },
  },
  'post /v1/people/{id}/identities/{identity}/restore': {
    summary: 'Give a removed account back to its person (admin).',
    answers: { 200: IdentityView },
  },
  'post /v1/people/{id}/merge': {
    summary: 'Say that two people are one (admin).',
    body: MergeBody,
    answers: { 200: PersonView },
  },
}
