import { checkCommand } from '#engine/plan/check-command.ts';
import { loadConfig } from '#config.ts';
import type { Log } from '#engine/ports.ts';
import { runVerb } from './cli/run-verb.ts';
import { runDemo } from './demo/run-demo.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import type { FaultGuard } from './fault-guard.ts';
import { openLog } from './open-log.ts';
import { type Command, USAGE } from './parse-command-line.ts';
import { runProgram } from './run-program.ts';

/** Commands that come and go log only what is bad, so that their answer stands alone. */
const quietLog = (): Log => openLog({ level: 'error', file: null });

/** Does what the command says. @returns the exit code (USAGE lists them) */
export const runCommand = async (
  command: Command,
  outside: { readonly say: (line: string) => void; readonly faults: FaultGuard },
): Promise<number> => {
  const { say } = outside;
  switch (command.verb) {
    case 'help':
      say(USAGE);
      return 0;
    case 'start':
    case 'bot':
    case 'worker':
      return runProgram(loadConfig(command.verb), command.verb, outside);
    case 'plan-check':
      return checkCommand(command.files, say);
    case 'doctor': {
      const { lines, isWell } = await runDoctor(loadConfig('tool'), quietLog());
      for (const line of lines) say(line);
      return isWell ? 0 : 1;
    }
    case 'demo':
      return runDemo(say, quietLog());
    case 'status':
    case 'pause':
    case 'resume':
    case 'cancel':
      for (const line of await runVerb(loadConfig('tool'), command, quietLog())) say(line);
      return 0;
  }
};
