import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** An answer of the API, and what was asked. */
export interface Observed {
  method: string
  address: string
  response: Response
  body: unknown
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>
}

interface Contract {
  document: Document
  validator(reference: string): ValidateFunction
}

const problemType = 'application/problem+json'
const problemReference = '#/components/schemas/Problem'

/**
 * Holds every answer of a running service to the OpenAPI document that it serves itself: a documented status, the
 * media type and a body of the named schema. What the document does not know is held to be a problem.
 */
export function holdToDocument(url: string): (observed: Observed) => Promise<void> {
  let contract: Promise<Contract> | null = null
  return async (observed) => {
    contract ??= readContract(url)
    const fault = faultOf(await contract, observed)
    if (fault === null) return
    const { method, address, response, body } = observed
    const answer = `${response.status} ${JSON.stringify(body)}`
    throw new Error(`${method} ${address} broke its contract: ${fault}\n${answer}`)
  }
}

async function readContract(url: string): Promise<Contract> {
  const response = await fetch(new URL('/openapi.json', url))
  const document: Document & Record<string, unknown> = JSON.parse(await response.text())
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  formats.default(ajv)
  ajv.addSchema(document, 'openapi')
  const known = new Map<string, ValidateFunction>()
  return {
    document,
    validator: (reference) => {
      const validate = known.get(reference) ?? ajv.compile({ $ref: `openapi${reference}` })
      known.set(reference, validate)
      return validate
    },
  }
}

function faultOf({ document, validator }: Contract, observed: Observed): string | null {
  const { response, body } = observed
  const place = placeOf(document, observed)
  if (place === null || place.content === undefined) {
    return body === null ? null : 'a body that the document does not know'
  }
  const type = response.headers.get('content-type')?.split(';')[0]
  if (type !== place.type) return `${type ?? 'no media type'} instead of ${place.type}`
  const validate = validator(place.content)
  if (validate(body)) return null
  return (validate.errors ?? [])
    .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
    .join('; ')
}

/** Where the document describes this answer; a refusal of what it does not describe is a problem all the same. */
function placeOf(document: Document, { method, address, response }: Observed) {
  const path = pathOf(document, address)
  const verb = method.toLowerCase()
  const operation = path === null ? undefined : document.paths[path]?.[verb]
  const answer = operation?.responses[response.status]
  if (path === null || answer === undefined) {
    return response.status < 400 ? null : { type: problemType, content: problemReference }
  }
  const steps = ['paths', path, verb, 'responses', String(response.status)]
  const type = 'application/json'
  if (answer.content === undefined) return { type, content: undefined }
  return { type, content: referenceTo([...steps, 'content', type, 'schema']) }
}

function pathOf(document: Document, address: string): string | null {
  const given = address.split('?')[0]?.split('/') ?? []
  const fits = (path: string) => {
    const parts = path.split('/')
    return (
      parts.length === given.length &&
      parts.every((part, index) => part.startsWith('{') || part === given[index])
    )
  }
  return Object.keys(document.paths).find(fits) ?? null
}

function referenceTo(steps: string[]): string {
  const escaped = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
  return `#/${escaped.map(encodeURIComponent).join('/')}`
}
