/** What a practice workspace starts with: its people, channels and the app as its manifest describes it. */

export interface PersonSeed {
  /** Slack user id: `U…`. */
  readonly id: string;
  /** Handle without `@`. */
  readonly name: string;
  readonly realName: string;
  readonly displayName: string;
  readonly title: string;
  /** `#rrggbb`, for the avatar. */
  readonly color: string;
  /** IANA zone, such as `America/New_York`. */
  readonly timeZone: string;
  readonly isAdmin?: boolean;
  /** A guest. */
  readonly isRestricted?: boolean;
  readonly isDeactivated?: boolean;
  readonly email?: string;
}

export interface UserGroupSeed {
  /** `S…`. */
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly members: readonly string[];
}

export interface ChannelSeed {
  /** `C…`. */
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly purpose: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly members: readonly string[];
  readonly botIsMember: boolean;
}

export interface SlashCommandSeed {
  /** With the slash: `/migrate`. */
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

export interface ShortcutSeed {
  readonly type: 'message' | 'global';
  readonly name: string;
  readonly callbackId: string;
}

/** The app, as its manifest says. `appFromManifest` makes one from the parsed file. */
export interface AppSeed {
  /** `A…`. */
  readonly id: string;
  readonly name: string;
  /** `U…`. */
  readonly botUserId: string;
  /** `B…`. */
  readonly botId: string;
  readonly botName: string;
  readonly scopes: readonly string[];
  readonly commands: readonly SlashCommandSeed[];
  readonly shortcuts: readonly ShortcutSeed[];
  /** Bot events the app is subscribed to, such as `app_mention`. */
  readonly events: readonly string[];
  readonly isInteractive: boolean;
  readonly hasHomeTab: boolean;
  readonly hasMessagesTab: boolean;
  /** People may write to the app in its direct message. */
  readonly isMessagesTabWritable: boolean;
  /** Deliver over signed HTTP to this address in place of Socket Mode. */
  readonly requestUrl: string | null;
}

export interface WorkspaceSeed {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: AppSeed;
  readonly people: readonly PersonSeed[];
  readonly userGroups: readonly UserGroupSeed[];
  readonly channels: readonly ChannelSeed[];
}
