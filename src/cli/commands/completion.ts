import { type Cli, handled, type Session } from '../cli.ts'
import { completionScripts, type Shell, shells } from '../completion-scripts.ts'
import type { Desk } from '../desk.ts'
import { exitCodes } from '../exit-codes.ts'

/** `countersign completion`: a script that lets a shell complete the command. */
export function addCompletion(cli: Cli, session: Session): Cli {
  return cli.command(
    'completion <shell>',
    'Print a script that completes this command in a shell',
    (yargs) =>
      yargs
        .positional('shell', { choices: shells, demandOption: true, describe: 'For which shell' })
        .example('source <(countersign completion bash)', 'In ~/.bashrc')
        .example('source <(countersign completion zsh)', 'In ~/.zshrc, after compinit')
        .example('countersign completion fish | source', 'In config.fish'),
    (args) => handled(session, print, args),
  )
}

async function print({ stdout }: Desk, { shell }: { shell: Shell }): Promise<number> {
  stdout.write(completionScripts[shell])
  return exitCodes.ok
}
