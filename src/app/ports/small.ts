/** Ids, randomness, rates and the compiled policy. */
import type { AgentId, IdByPrefix, RequestId } from '../../contract/ids.ts'
import type { CompiledPolicy } from '../../core/policy/compile.ts'

/** What is left of an agent's budget of proposals in the window that runs. */
export interface RateState {
  within: boolean
  limit: number
  remaining: number
  windowSeconds: number
  resetSeconds: number
}

/** Takes one from an agent's budget. */
export type TakeRate = (agent: AgentId) => Promise<RateState>

export type NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) => IdByPrefix[Prefix]
export type RandomBytes = (count: number) => Uint8Array

/** The policy in force, compiled: by version, so that a verb can insist on the one that it read. */
export interface PolicyLibrary {
  /** Compiled once per version and kept. Throws where the version is unknown: nothing is decided without it. */
  compiled(version: string): Promise<CompiledPolicy>
}

/** Tells those who wait in this process that a request was settled. The store tells other processes. */
export type Wake = (request: RequestId) => void
