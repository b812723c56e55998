/** Why there is no embedded database, with one sentence for the person who started us. */
export interface EmbeddedRefusal {
  kind: 'refused'
  code: 'already_running' | 'unsupported_platform' | 'unreachable_folder' | 'did_not_start'
  sentence: string
}

export function refuse(code: EmbeddedRefusal['code'], sentence: string): EmbeddedRefusal {
  return { kind: 'refused', code, sentence }
}
