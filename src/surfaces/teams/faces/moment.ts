/**
 * A time in the reader's own zone and clock, for a TextBlock. The day is said too where it is another
 * one than that on which it was asked. Clients take no fractions of a second.
 *
 * @see https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-formatting-and-localization
 */
export function moment(time: Date, since: Date): string {
  const seconds = `${time.toISOString().slice(0, 19)}Z`
  const isSameDay = time.toISOString().slice(0, 10) === since.toISOString().slice(0, 10)
  return isSameDay ? `{{TIME(${seconds})}}` : `{{DATE(${seconds},SHORT)}} {{TIME(${seconds})}}`
}
