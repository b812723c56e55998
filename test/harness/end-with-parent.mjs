/** A preload: its process ends when whoever started it does, however that came about, since both hold one pipe. */
process.stdin.on('end', () => process.exit()).resume()
