import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '../contract/json.ts'
import type { Proposal } from '../contract/proposal.ts'
import type { Desk } from './desk.ts'
import { readSeconds } from './duration.ts'
import { readGiven, readStrictly, type WrittenJson } from './read-input.ts'
import { UsageError } from './usage-error.ts'

export interface ProposalFlags {
  action: string
  payload?: string | undefined
  resource?: string | undefined
  environment?: string | undefined
  summary?: string | undefined
  reason?: string | undefined
  label?: string[] | undefined
  onBehalfOf?: string | undefined
  expiresIn?: string | undefined
}

/** A proposal, and its payload as it was written: people are shown its own order of keys and spelling of numbers. */
export interface Draft {
  proposal: Proposal
  payloadText: string
}

/**
 * Makes the proposal. People approve a payload, so a command that shall run is part of it: `{"command": [...]}` where
 * no payload is given, else a payload that says exactly this command as its `command`.
 */
export async function readProposal(
  desk: Desk,
  flags: ProposalFlags,
  command: readonly string[] | null,
): Promise<Draft> {
  const payload = await payloadOf(desk, flags.payload, command)
  // What was not given is undefined here and absent on the wire, as JSON has it.
  const proposal = {
    action: flags.action,
    resource: flags.resource,
    environment: flags.environment,
    summary: flags.summary,
    reason: flags.reason,
    labels: flags.label,
    on_behalf_of: flags.onBehalfOf,
    expires_in:
      flags.expiresIn === undefined ? undefined : readSeconds('--expires-in', flags.expiresIn),
    payload: payload.value,
  }
  return { proposal, payloadText: payload.text }
}

async function payloadOf(
  desk: Desk,
  given: string | undefined,
  command: readonly string[] | null,
): Promise<WrittenJson> {
  if (given === undefined && command === null) {
    throw new UsageError('Give the payload with --payload, or a command after --.')
  }
  if (given === undefined) {
    return readStrictly('The command', new TextEncoder().encode(JSON.stringify({ command })))
  }
  const payload = readStrictly('--payload', await readGiven(desk, given))
  if (command !== null && !isDeepStrictEqual(commandIn(payload.value), command)) {
    throw new UsageError(
      `The payload has to say what runs: its member "command" must be ${JSON.stringify(command)}.`,
    )
  }
  return payload
}

function commandIn(payload: JsonValue): JsonValue | undefined {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload)
    ? payload['command']
    : undefined
}
