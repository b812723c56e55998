/** The bounds of a policy file. Every name ends in its unit. */
export const policyCharsMax = 1024 * 1024
export const whenCharsMax = 2_000
export const whenItemsMax = 100
/** What one `when` may spend on one claim: about one unit for each character that is looked at. */
export const whenWorkUnits = 5_000_000
/** What a regular expression spends on each character. */
export const whenPatternUnits = 500
/** What each member of a list or map spends, beside its characters. */
export const whenMemberUnits = 10
/** How many items a macro may walk. */
export const whenWalkedItemsMax = 1_000
/** How deep flow maps and lists of a file may nest, and how far its block entries may be indented. */
export const nestingLevelsMax = 32
export const indentationColumnsMax = 128
export const globCharsMax = 512
export const sentenceCharsMax = 500
/** A link of Teams with its names and parameters. */
export const linkCharsMax = 2_048
/** The name of a group of the directory or of sign-in. */
export const groupNameCharsMax = 256
/** One reason for a deny: people read it in a list to choose from. */
export const denyReasonCharsMax = 100
export const denyReasonsCountMax = 10
/** What several reviews together may offer. */
export const mergedDenyReasonsCountMax = 20
export const emailCharsMax = 254
export const needsCountMax = 10
export const reviewSecondsMax = 30 * 24 * 60 * 60
/** How long after its approval an action may be executed, where the policy does not say. */
export const executeSecondsDefault = 60 * 60
export const executeSecondsMax = 24 * 60 * 60
/** How often the file's aliases may be followed, so that a few lines cannot unfold into millions. */
export const aliasesCountMax = 100
/** A file with very many faults is told about the first of them. */
export const faultsCountMax = 100
export const warningsCountMax = 100
