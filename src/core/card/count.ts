/** `41870` as `41,870`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** `90_000` as `90 s`: the largest unit that keeps the number exact enough to plan by. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

/** `1 item`, `2 items`. */
export function counted(count: number, one: string): string {
  return `${grouped(count)} ${count === 1 ? one : `${one}s`}`
}
