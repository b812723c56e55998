/** The part of the collection that sends garbage, and clears up. */
import { enterprise, patchOf } from '../harness/directory.ts'
import {
  addMember,
  contains,
  group,
  is,
  says,
  setUserName,
  step,
  text,
  userSchema,
} from './scim-step.ts'

/** A user of the part that sends garbage: all but the first have one primary e-mail and one external id. */
const worker = (userName: string | null, more: object = {}) => ({
  ...(userName === null ? {} : { userName }),
  ...{ active: true, displayName: 'Kimberly Baker', roles: [], title: 'Site engineer' },
  addresses: [
    { country: 'Bermuda', type: 'work', primary: false },
    { country: null, locality: null, type: 'other', primary: false },
  ],
  emails: [
    { type: 'work', primary: true, value: 'anna33@gmail.com' },
    { type: 'work', primary: false, value: 'anna33@example.com' },
  ],
  name: { formatted: 'Daniel Mcgee', familyName: 'Employee', honorificPrefix: null },
  phoneNumbers: [{ type: 'work', primary: true, value: '312-320-0932' }],
  meta: { created: '2019-09-18T18:15:26.5788954+00:00', resourceType: 'User' },
  ...{ externalId: '22fbc523-6032-4c5f-939d-5d4850cf3e52', schemas: [userSchema], ...more },
})
const omalley = (userName: string | null, more: object = {}) =>
  worker(userName, {
    emails: [
      { type: 'work', primary: true, value: 'anna33@example.com' },
      { type: 'other', primary: false, value: 'anna33@gmail.com' },
    ],
    name: { formatted: 'Daniel Mcgee', familyName: 'OMalley', givenName: 'Darl' },
    ...more,
  })

const exists = { status: is(409), detail: contains('detail') }
const total = (count: number) => says('totalResults', count)
const away = { country: 'Germany', locality: 'East Mercedes', type: 'work' }
const workFilter =
  'name.FamilyName eq Employee and (emails.Value co example.com or emails.Value co example.org)'
const later = 'meta.Created gt 2015-10-10T14:38:21.8617979-07:00'
const none = ({ body }: { body: { Resources?: unknown[] } }) => body.Resources?.length === 0

const users = [
  step(
    'make OMalley',
    'POST /Users',
    { status: is(201), userName: says('userName', 'OMalley'), active: says('active', true) },
    { keep: 'user1', body: omalley('OMalley') },
  ),
  step(
    'make emp1 with a word for active',
    'POST /Users',
    { status: is(201), active: says('active', true) },
    { keep: 'user2', body: worker('emp1', { active: 'True' }) },
  ),
  step('list two', 'GET /Users', { status: is(200), total: total(2), name: contains('OMalley') }),
  step('make emp2', 'POST /Users', 201, { keep: 'user3', body: worker('emp2') }),
  step('make emp3', 'POST /Users', 201, { keep: 'user4', body: worker('emp3') }),
  step('refuse nobody', 'POST /Users', 400, { body: worker(null) }),
  step('refuse what is no JSON', 'POST /Users', 400, {
    body: '{ "acve": tre, "a": [ { les": [] }',
  }),
  step('refuse emp3', 'POST /Users', exists, { body: worker('emp3') }),
  step('refuse emp3 again', 'POST /Users', exists, { body: worker('emp3') }),
  step('refuse a misspelled name', 'PUT /Users/{{user1}}', 400, {
    body: omalley(null, { id: '{{user1}}', userame: 'OMalley', active: false }),
  }),
  step(
    'take a misspelled attribute',
    'PUT /Users/{{user1}}',
    { status: is(200), addresses: (answer) => !text(answer).includes('Addresses') },
    {
      body: omalley('OMalley', {
        ...{ id: '{{user1}}', active: false, addresses: undefined, adreses: [away] },
      }),
    },
  ),
  step('make an enterprise worker', 'POST /Users', 201, {
    keep: 'user5',
    body: worker('enterprise', {
      schemas: [userSchema, enterprise],
      [enterprise]: { Department: 'some department' },
    }),
  }),
  step('patch a name', 'PATCH /Users/{{user1}}', 204, { body: setUserName('newusername') }),
  step('deactivate', 'PATCH /Users/{{user1}}', 204, {
    body: patchOf({ op: 'Replace', path: 'active', value: false }),
  }),
  step('both are changed', 'GET /Users/{{user1}}', {
    ...{ userName: says('userName', 'newusername'), active: says('active', false) },
  }),
  step(
    'put OMalley back',
    'PUT /Users/{{user1}}',
    {
      ...{ status: is(200), userName: says('userName', 'OMalley'), active: says('active', false) },
      country: contains('Germany'),
    },
    { body: omalley('OMalley', { id: '{{user1}}', active: false, addresses: [away] }) },
  ),
  step('page', 'GET /Users?startIndex=1&count=2', {
    ...{ total: total(5), items: says('itemsPerPage', 2) },
  }),
  step('list five', 'GET /Users?attributes=userName,emails', { total: total(5) }),
  step('refuse emp3 once more', 'POST /Users', exists, { body: worker('emp3') }),
  step('filter by and, or', `GET /Users?filter=${workFilter}`, { total: total(4) }),
  step('filter by a beginning', 'GET /Users?filter=userName sw O', { total: total(1) }),
  step('filter by a time', `GET /Users?filter=${later}`, { total: total(5) }),
]

const groups = [
  step('make a group', 'POST /Groups', 201, { keep: 'group4', body: group('Group 1') }),
  step('add a text', 'PATCH /Groups/{{group4}}', 204, { body: addMember('string id 1') }),
  step('add another text', 'PATCH /Groups/{{group4}}', 204, { body: addMember('string id 2') }),
  step('read the group', 'GET /Groups/{{group4}}', 200),
  step('read it without members', 'GET /Groups/{{group4}}?excludedAttributes=members', 200),
  step(
    'rename the group',
    'PUT /Groups/{{group4}}',
    { status: is(200), displayName: says('displayName', 'Tiffany Ortiz') },
    { body: group('Tiffany Ortiz') },
  ),
]

const names = ['Users/{{user1}}', 'Users/{{user2}}', 'Users/{{user3}}', 'Users/{{user4}}']
const clearing = [
  ...[...names, 'Users/{{user5}}', 'Groups/{{group4}}'].map((path) =>
    step(`delete ${path}`, `DELETE /${path}`, 204),
  ),
  step('no user is left', 'GET /Users?attributes=userName', { status: is(200), none }),
  step('no group is left', 'GET /Groups', { status: is(200), none }),
]

export const garbage = [...users, ...groups, ...clearing]
