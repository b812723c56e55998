import {
  DeliveryPage,
  DeliveryQuery,
  DeliveryView,
  EndpointBody,
  EndpointList,
  EndpointSecret,
} from './webhook.ts'

/** The addresses of webhooks and their deliveries, as `METHOD path`, for the document of the API. */
export const webhookAddresses = {
  'post /v1/agents/{id}/webhook': {
    summary: 'Register where verdicts are sent (admin).',
    body: EndpointBody,
    answers: { 201: EndpointSecret },
  },
  'get /v1/agents/{id}/webhook': {
    summary: 'The endpoints of an agent (admin).',
    answers: { 200: EndpointList },
  },
  'post /v1/agents/{id}/webhook/{endpoint}/rotate': {
    summary: 'Change the secret of an endpoint; the old one signs for another day (admin).',
    answers: { 200: EndpointSecret },
  },
  'delete /v1/agents/{id}/webhook/{endpoint}': {
    summary: 'Send nothing more to an endpoint (admin).',
    answers: { 204: null },
  },
  'get /v1/webhook-deliveries': {
    summary: 'Verdicts on their way to endpoints, newest first (admin).',
    query: DeliveryQuery,
    answers: { 200: DeliveryPage },
  },
  'post /v1/webhook-deliveries/{id}/redeliver': {
    summary: 'Send a verdict again, now (admin).',
    answers: { 202: DeliveryView },
  },
}
