import { resolve } from 'node:path';
import { openBundle } from '#connectors/bundle/open-bundle.ts';
import { openPostgres } from '#connectors/postgres/open-postgres.ts';
import { LockstepError } from '#domain/errors.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Environment, SystemSettings } from '#domain/plan/plan-schema.ts';
import type { Log, Systems } from '#engine/ports.ts';

export interface SystemsSettings {
  /** Value of a variable that a plan names; null when it is not set. */
  readonly secret: (name: string) => string | null;
  /** Where bundles are staged; shared by all processes of this machine. */
  readonly workFolder: string;
  readonly log: Log;
}

const unsuitable = (message: string, hint: string): LockstepError =>
  new LockstepError('PLAN_MISMATCH', { message, hint });

/** @throws PLAN_MISMATCH when the plan names a variable that is not set */
export const resolveSecret = (
  value: string | { readonly env: string },
  secret: SystemsSettings['secret'],
): string => {
  if (typeof value === 'string') return value;
  const found = secret(value.env);
  if (found !== null && found !== '') return found;
  throw unsuitable(
    `The plan takes a setting from the environment variable ${value.env}, which is not set.`,
    `Set ${value.env} where Lockstep runs (on every machine that runs it), then start it again.`,
  );
};

const settingsOf = (
  content: PlanContent,
  end: 'source' | 'destination',
  environment: Environment,
): SystemSettings => {
  const found = content.plan[end][environment];
  if (found !== undefined) return found;
  throw unsuitable(
    `The plan ${content.plan.name} has no ${end} in ${environment}.`,
    `Add ${end}.${environment} to its plan.yml, or name another environment with --env.`,
  );
};

/** Opens the systems that a plan names, each with its connector. */
export const openSystems = (settings: SystemsSettings): Systems => {
  const { secret, workFolder, log } = settings;
  return {
    openSource: async (content, environment) => {
      const system = settingsOf(content, 'source', environment);
      if (system.kind === 'bundle') {
        const path = resolve(content.folder, resolveSecret(system.path, secret));
        return openBundle({ settings: system, path, workFolder, log });
      }
      return openPostgres({ url: resolveSecret(system.url, secret), schema: system.schema, log });
    },
    openDestination: async (content, environment) => {
      const system = settingsOf(content, 'destination', environment);
      if (system.kind === 'bundle')
        throw unsuitable(
          `The plan ${content.plan.name} names a bundle as its destination in ${environment}; a bundle can only be read.`,
          'Name a system that can be written, such as postgres.',
        );
      return openPostgres({ url: resolveSecret(system.url, secret), schema: system.schema, log });
    },
  };
};
