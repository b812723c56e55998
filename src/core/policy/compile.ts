export interface CompiledPolicy { x: 1 }
