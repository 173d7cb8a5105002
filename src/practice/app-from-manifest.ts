/** The app of the practice workspace from a parsed Slack manifest, so that both follow one file. */
import { z } from 'zod';
import type { AppSeed } from './workspace-seed.ts';

const manifestSchema = z.looseObject({
  display_information: z.looseObject({ name: z.string().min(1).max(35) }),
  features: z
    .looseObject({
      app_home: z
        .looseObject({
          home_tab_enabled: z.boolean().optional(),
          messages_tab_enabled: z.boolean().optional(),
          messages_tab_read_only_enabled: z.boolean().optional(),
        })
        .optional(),
      bot_user: z.looseObject({ display_name: z.string().min(1).max(80) }),
      slash_commands: z
        .array(
          z.looseObject({
            command: z.string().startsWith('/').max(32),
            description: z.string().max(2000),
            usage_hint: z.string().max(1000).optional(),
          }),
        )
        .max(50)
        .optional(),
      shortcuts: z
        .array(
          z.looseObject({
            name: z.string().max(24),
            type: z.enum(['message', 'global']),
            callback_id: z.string(),
          }),
        )
        .max(10)
        .optional(),
    })
    .required({ bot_user: true }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z
    .looseObject({
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).max(100).optional() }).optional(),
      interactivity: z.looseObject({ is_enabled: z.boolean() }).optional(),
    })
    .optional(),
});

/**
 * @param manifest   the parsed manifest, YAML or JSON
 * @param requestUrl where events go over signed HTTP; null for Socket Mode
 * @throws ZodError when the manifest has not the shape of one
 */
export const appFromManifest = (manifest: unknown, requestUrl: string | null = null): AppSeed => {
  const parsed = manifestSchema.parse(manifest);
  const { features, settings } = parsed;
  return {
    id: 'A0LOCKSTEP',
    name: parsed.display_information.name,
    botUserId: 'U0LOCKSTEP',
    botId: 'B0LOCKSTEP',
    botName: features.bot_user.display_name,
    scopes: parsed.oauth_config.scopes.bot,
    commands: (features.slash_commands ?? []).map((each) => ({
      command: each.command,
      description: each.description,
      usageHint: each.usage_hint ?? '',
    })),
    shortcuts: (features.shortcuts ?? []).map((each) => ({
      type: each.type,
      name: each.name,
      callbackId: each.callback_id,
    })),
    events: settings?.event_subscriptions?.bot_events ?? [],
    isInteractive: settings?.interactivity?.is_enabled ?? false,
    hasHomeTab: features.app_home?.home_tab_enabled ?? false,
    hasMessagesTab: features.app_home?.messages_tab_enabled ?? false,
    isMessagesTabWritable: features.app_home?.messages_tab_read_only_enabled === false,
    requestUrl,
  };
};
