import chromium from '@sparticuz/chromium'

/** Unpacks the browser that npm brought to the temporary folder of this process (TMPDIR). */
await chromium.executablePath()
