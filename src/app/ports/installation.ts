/** Workspaces that installed the chat app by themselves, and the secrets that are kept of them. */
import type { EventDraft } from './event.ts'

/** Encryption at rest. What does not open reads as null: another key, another context, or changed bytes. */
export interface Sealing {
  /** Without a key nothing can be sealed. */
  canSeal: boolean
  seal(text: string, context: string): string
  open(sealed: string, context: string): string | null
}

/** A Slack workspace, or a whole Enterprise organisation, that the app is installed in. */
export interface Installation {
  /** The workspace's id, or the organisation's where the app is installed org-wide. */
  id: string
  enterprise: string | null
  isOrg: boolean
  botToken: string
  /** Who installed it, by Slack's id. */
  installer: string
}

/** `sealed_shut`: it was sealed under a key that this process does not have. */
export type FoundInstallation =
  | { kind: 'found'; installation: Installation }
  | { kind: 'none' }
  | { kind: 'several' }
  | { kind: 'removed' }
  | { kind: 'sealed_shut' }

export interface Installations {
  /** Writes it, again too; cards that failed in it are tried once more. */
  save(installation: Installation, event: EventDraft): Promise<void>
  /** Marks it, unless it was installed after that moment. */
  remove(id: string, until: Date, event: EventDraft): Promise<void>
  find(id: string): Promise<FoundInstallation>
  /** The one that there is, for places that name no workspace. */
  only(): Promise<FoundInstallation>
}

/** The same, as a surface reports what it sees and asks what is known. */
export interface InstallationDesk extends Pick<Installations, 'find' | 'only'> {
  /** Refused where the policy in force names no such workspace: nobody becomes known here by installing. */
  installed(installation: Installation): Promise<'installed' | 'not_named'>
  removed(id: string, until: Date): Promise<void>
}
