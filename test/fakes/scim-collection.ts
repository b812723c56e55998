/**
 * The requests and expectations of Microsoft's collection for SCIM services, told in our own words (AzureAD/SCIMReferenceCode,
 * PostmanCollection.json, MIT licence): the same order, and users who share e-mails as they do there.
 */
import { enterprise, patchOf } from '../harness/directory.ts'
import { garbage } from './scim-collection-garbage.ts'
import {
  addMember,
  type CollectionStep,
  contains,
  containsId,
  group,
  hasId,
  is,
  mails,
  plainUser,
  says,
  setUserName,
  shared,
  step,
  text,
} from './scim-step.ts'

const endpoints = [
  step('token', 'GET /Token', 200),
  step('users by a small letter', 'GET /users', 200),
  step('groups', 'GET /Groups', 200),
  step('resource types', 'GET /ResourceTypes', {
    status: is(200),
    users: ({ body }) => body.Resources?.[0]?.endpoint === '/Users',
  }),
  step('service provider config', 'GET /ServiceProviderConfig', {
    status: is(200),
    patch: ({ body }) => body.patch?.supported === true,
  }),
  step('schemas', 'GET /Schemas', { status: is(200), user: contains('User Account') }),
]

const users = [
  step('make user 1', 'POST /Users', 201, {
    keep: 'id1',
    body: plainUser('UserName123', mails('testing@bob.com', 'testinghome@bob.com')),
  }),
  step('make an enterprise user', 'POST /Users', 201, {
    keep: 'id2',
    body: plainUser('UserName222', shared, {
      [enterprise]: { Department: 'bob', Manager: { Value: 'SuzzyQ' } },
    }),
  }),
  step('read user 1', 'GET /Users/{{id1}}', { status: is(200), id: hasId('id1') }),
  step('read user 2', 'GET /Users/{{id2}}', { status: is(200), id: hasId('id2') }),
  step('attributes', 'GET /Users?attributes=userName,emails', {
    status: is(200),
    id: containsId('id1'),
  }),
  step('filter', 'GET /Users/?filter=DisplayName+eq+%22BobIsAmazing%22', { id: containsId('id1') }),
  step('patch user 1', 'PATCH /Users/{{id1}}', {}, { body: setUserName('ryan3') }),
  step('user 1 is patched', 'GET /Users/{{id1}}', {
    ...{ status: is(200), id: hasId('id1'), userName: says('userName', 'ryan3') },
  }),
  step('replace user 2', 'PUT /Users/{{id2}}', 200, {
    body: plainUser('UserNameReplace2', mails('testing@bobREPLACE.com', 'testinghome@bob.com'), {
      name: { formatted: 'NewName', familyName: 'Leenay', givenName: 'Ryan' },
    }),
  }),
  step('user 2 is replaced', 'GET /Users/{{id2}}', {
    status: is(200),
    name: ({ body }) => body.name?.formatted === 'NewName',
  }),
  step('delete user 1', 'DELETE /Users/{{id1}}', 204),
  step('delete user 2', 'DELETE /Users/{{id2}}', 204),
]

const newUser = [{ displayName: 'new User', value: '{{id4}}' }]
const groups = [
  step('make an empty group', 'POST /Groups', 201, {
    keep: 'group1',
    body: group('Group1DisplayName', { members: [] }),
  }),
  step('make user 3', 'POST /Users', 201, { keep: 'id3', body: plainUser('UserName333', shared) }),
  step('make user 4', 'POST /Users', 201, { keep: 'id4', body: plainUser('UserName444', shared) }),
  step('make a filled group', 'POST /Groups', 201, {
    keep: 'group2',
    body: group('GroupDisplayName2', { members: [{ value: '{{id3}}', display: 'VP' }] }),
  }),
  step('list groups', 'GET /Groups', 200),
  step('make group 3', 'POST /Groups', 201, {
    keep: 'group3',
    body: group('GroupDisplayName3', { members: [] }),
  }),
  step('replace group 3', 'PUT /Groups/{{group3}}', 200, {
    body: group('putName', {
      members: [
        { value: '{{id3}}', display: 'VP' },
        { value: '{{id4}}', display: 'SenorVP' },
      ],
    }),
  }),
  step('group 3 is replaced', 'GET /Groups/{{group3}}', {
    ...{ status: is(200), id: hasId('group3'), member: containsId('id3') },
  }),
  step('add user 4', 'PATCH /Groups/{{group1}}', {}, { body: addMember(newUser) }),
  step(
    'remove user 4',
    'PATCH /Groups/{{group1}}',
    {},
    {
      body: patchOf({ op: 'remove', path: 'members[value eq "{{id4}}"]' }),
    },
  ),
  step('add user 4 again', 'PATCH /Groups/{{group1}}', {}, { body: addMember(newUser) }),
  step('group 1 has them', 'GET /Groups/{{group1}}', {
    ...{ status: is(200), id: hasId('group1'), member: contains('new User') },
  }),
  step(
    'remove everybody',
    'PATCH /Groups/{{group1}}',
    {},
    {
      body: patchOf({ op: 'remove', path: 'members' }),
    },
  ),
  step('group 1 is empty', 'GET /Groups/{{group1}}', {
    ...{ status: is(200), id: hasId('group1') },
    member: (answer) => !text(answer).includes('new User'),
  }),
  ...[
    'Users/{{id3}}',
    'Users/{{id4}}',
    'Groups/{{group1}}',
    'Groups/{{group2}}',
    'Groups/{{group3}}',
  ].map((path) => step(`delete ${path}`, `DELETE /${path}`, 204)),
]

const found = { status: is(200), email: contains('emailName357') }
const complexAttributes = [
  step('make user 1 again', 'POST /Users', 201, {
    keep: 'id1',
    body: plainUser('UserName111', mails('emailName357', 'testinghome@bob.com')),
  }),
  step('make user 2 again', 'POST /Users', 201, {
    keep: 'id2',
    body: plainUser('UserName222', mails('jump@bob.com', 'testinghome@bob.com')),
  }),
  step('attributes by type', 'GET /Users?attributes=emails%5Btype+eq+%22work%22%5D', found),
  step(
    'attributes by value',
    'GET /Users?attributes=emails%5Bvalue+eq+%22emailName357%22%5D',
    found,
  ),
  step('delete user 1 again', 'DELETE /Users/{{id1}}', 204),
  step('delete user 2 again', 'DELETE /Users/{{id2}}', 204),
]

export type { CollectionStep } from './scim-step.ts'

export const collection: CollectionStep[] = [
  ...endpoints,
  ...users,
  ...groups,
  ...complexAttributes,
  ...garbage,
]
