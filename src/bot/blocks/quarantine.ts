import type { Environment } from '#domain/plan/plan-schema.ts';
import type { PlanRecord } from '#engine/ports.ts';
import type { QuarantineGroup } from '#engine/ledger-ports.ts';
import { quarantineLine } from './findings.ts';
import { joined, lines, markup } from './markup.ts';
import { type ButtonIds, buttonRow, context, type Message, message, section } from './message.ts';
import { records } from './run-words.ts';

interface QuarantineList {
  readonly plan: PlanRecord;
  readonly environment: Environment;
  readonly groups: readonly QuarantineGroup[];
}

/** Records that could not be moved, by class, field and reason, most first. */
export const renderQuarantine = (list: QuarantineList, buttons: ButtonIds): Message => {
  const total = list.groups.reduce((sum, group) => sum + group.records, 0);
  if (total === 0) {
    const none = markup`Nothing is in quarantine: *${list.plan.title}*, ${list.environment}.`;
    return message(none, [section(none)]);
  }
  const title = markup`*${records(total)} in quarantine*: ${list.plan.title}, ${list.environment}`;
  const body = lines(list.groups.toSorted((a, b) => b.records - a.records).map(quarantineLine), 2800);
  const next = markup`Mend the mapping or the source, then try them again. The export names every record by id, without its values.`;
  return message(joined([title, body, next], '\n'), [
    section(title),
    section(body),
    context(next),
    ...buttonRow(['retry', 'export-quarantine'], buttons),
  ]);
};
