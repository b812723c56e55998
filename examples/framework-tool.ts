// A tool of an agent framework: the big ones share its shape, a description, a schema and `execute`. `approved` makes
// one that people have to approve out of any, and tells the model why when they do not.
// COUNTERSIGN_URL=... COUNTERSIGN_TOKEN=csa_... node dist/examples/framework-tool.js '{"to":"ana","cents":12000}'
import { Cancelled, Countersign, Denied, Expired, Frozen, type Proposal } from 'countersign/sdk'
import { z } from 'zod'

interface Tool<Input> {
  name: string
  description: string
  inputSchema: z.ZodType<Input>
  execute: (input: Input) => Promise<unknown>
}

const countersign = new Countersign()

/** The same tool, which runs only when it is approved. What the model wrote is what people see, and what runs. */
function approved<Input extends Proposal['payload']>(tool: Tool<Input>): Tool<Input> {
  const execute = countersign.requireApproval(tool.execute, (input) => ({
    action: `tool.${tool.name}`,
    payload: input,
    origin: { tool: tool.name },
  }))
  return {
    ...tool,
    execute: (input) =>
      execute(input).catch((error: unknown) => {
        // A no of people is a result that the model can go on with. Anything else is a fault.
        if (error instanceof Denied) return { refused: wordsOf(error) }
        if (error instanceof Expired || error instanceof Cancelled || error instanceof Frozen)
          return { refused: error.message }
        throw error
      }),
  }
}

function wordsOf({ message, request }: Denied): string {
  const { reason = null, decisions = [] } = request.verdict ?? {}
  const said = decisions.find(({ decision }) => decision === 'deny')?.comment ?? reason
  return said === null ? message : `${message}: ${said}`
}

const sendMoney = approved({
  name: 'send_money',
  description: 'Sends money to a person. People approve every transfer.',
  inputSchema: z.strictObject({ to: z.string(), cents: z.int().min(1) }),
  execute: async ({ to, cents }) => ({ sent: cents, to }),
})

// A framework reads what the model wrote by the schema, and calls the tool.
const [written = '{}'] = process.argv.slice(2)
const result = await sendMoney.execute(sendMoney.inputSchema.parse(JSON.parse(written)))
console.log(JSON.stringify(result))
