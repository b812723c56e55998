/** The sizes and times of the wire contract. Every name ends in its unit; outsiders may rely on these. */
export const bodyBytesMax = 256 * 1024
export const jsonDepthMax = 64
export const actionCharsMax = 128
export const summaryCharsMax = 300
export const reasonCharsMax = 2_000
export const commentCharsMax = 2_000
export const resourceCharsMax = 512
export const labelsCountMax = 16
export const linksCountMax = 5
export const linkTitleCharsMax = 100
export const urlCharsMax = 2_000
export const originCharsMax = 200
export const classificationCountMax = 256
export const pointerCharsMax = 512
export const actorCharsMax = 320
export const emailCharsMax = 254
export const idempotencyKeyCharsMax = 255
export const waitSecondsMax = 60
export const waitsPerPrincipalMax = 5_000
export const pageCountDefault = 50
export const pageCountMax = 200
export const expirySecondsMax = 30 * 24 * 60 * 60
export const nameCharsMax = 64
export const ownersCountMax = 50
/** Of a workload token: who signed it, where its keys are, and for whom and whose it is. */
export const issuerCharsMax = 512
export const claimCharsMax = 512
/** A grant with a long list of approvals has a few thousand. */
export const grantCharsMax = 64 * 1024
export const detailCharsMax = 2_000
export const policyBytesMax = 1024 * 1024
export const tokensPerPersonMax = 50
export const tokenSecondsMax = 366 * 24 * 60 * 60
