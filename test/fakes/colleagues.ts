/** The people of the journeys' policy, and some whom it does not know: everybody has an account in each chat. */
export const colleagues = [
  'ana@example.com',
  'bo@example.com',
  'cy@example.com',
  'dana@example.com',
  'eve@example.com',
  'olga@example.com',
  'pia@example.com',
  'mallory@evil.test',
]
