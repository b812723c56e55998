export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/**
 * Each asks the command itself for what may come next, so that no script grows old. yargs looks at SHELL to tell
 * whether descriptions are wanted. Words that are none of ours are files.
 */
export const completionScripts: Record<Shell, string> = {
  bash: `_countersign() {
  local IFS=$'\\n' word="\${COMP_WORDS[COMP_CWORD]}"
  local words
  words=$(SHELL=/bin/bash countersign --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -o default -F _countersign countersign
`,
  zsh: `#compdef countersign
_countersign() {
  local -a words_of_ours
  words_of_ours=("\${(@f)$(SHELL=/bin/zsh countersign --get-yargs-completions "\${(@)words[1,CURRENT]}" 2>/dev/null)}")
  if [[ \${#words_of_ours} -gt 0 && -n "\${words_of_ours[1]}" ]]; then
    _describe 'countersign' words_of_ours
  else
    _files
  fi
}
compdef _countersign countersign
`,
  fish: `function __countersign
  set -l words (commandline -opc) (commandline -ct)
  SHELL=/bin/zsh countersign --get-yargs-completions $words 2>/dev/null | string replace -r '([^\\\\\\\\]):' '$1\\t'
end
complete -c countersign -a '(__countersign)'
`,
}
