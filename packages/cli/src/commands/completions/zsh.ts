import { bashScript } from './bash.ts';
import type { CommandShape } from './shape.ts';

/** zsh runs bash's completions through its own bridge, so that both offer the same. */
export function zshScript(shapes: readonly CommandShape[]): string {
  return `#compdef agentport ap
# agentport completions for zsh: source <(agentport completions zsh)
autoload -U +X compinit && compinit -u
autoload -U +X bashcompinit && bashcompinit
${bashScript(shapes)}`;
}
