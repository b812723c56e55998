/** How soon a card has its turn: what is settled must lose its buttons first, and what is new can wait. */
export const urgencies = { settled: 0, changed: 1, post: 2 } as const

/** The job that serves a line, not before `runAt`. One at a time, because its queue is serial. */
export function serveJob(line: string, runAt: string): string {
  return `(graphile_worker.add_job('serve_line', json_build_object('line', ${line}),
    queue_name := 'line:' || ${line}, job_key := 'line:' || ${line}, run_at := ${runAt})).id`
}

/** When a line may be served: at once, or when its pause is over. */
export function freeAt(line: string): string {
  return `greatest(now(), (select l.free_at from line l where l.key = ${line}))`
}
