import type { RunId } from '#domain/ids.ts';
import type { ButtonRepository, DeliveryRepository, MessageRepository } from '#engine/delivery-ports.ts';
import type { Desk } from '#engine/desk.ts';
import type { Clock, Log } from '#engine/ports.ts';
import type { InFlight } from './in-flight.ts';
import type { BotIdentity, SlackApi } from './slack-api.ts';

/** What every handler works with. */
export interface BotParts {
  readonly desk: Desk;
  readonly slack: SlackApi;
  readonly messages: MessageRepository;
  readonly deliveries: DeliveryRepository;
  readonly buttons: ButtonRepository;
  readonly clock: Clock;
  readonly log: Log;
  readonly inFlight: InFlight;
  /** Who we are, asked of Slack once. @throws SlackFailure while Slack cannot say */
  identity(): Promise<BotIdentity>;
  /** Something may have to be announced now: do not wait for the next look. */
  nudge(): void;
  /** The card may show an older state than the database: set it right now. Never throws. */
  refreshCard(runId: RunId): Promise<void>;
}
