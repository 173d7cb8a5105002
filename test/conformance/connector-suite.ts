import { afterAll, beforeAll, describe } from 'vitest';
import type { Connector } from '#engine/connector.ts';
import type { Bench, ConnectorCase, SystemUnderTest } from './connector-case.ts';
import { ARRIVALS, DEPENDANTS, PEOPLE, VISITS } from './hostile-dataset.ts';
import { describeReading } from './reading-suite.ts';
import { describeWriting } from './writing-suite.ts';

/**
 * What every connector promises (src/engine/connector.ts), put to the proof on a real system. One file a connector:
 * `test/conformance/<kind>.system.test.ts` calls this with a way to create the system.
 */
export const describeConnector = (name: string, connectorCase: ConnectorCase): void => {
  describe(`the ${name} connector keeps the promises of connectors`, () => {
    const opened: Connector[] = [];
    let system: SystemUnderTest | undefined;
    const theSystem = (): SystemUnderTest => {
      if (!system) throw new Error('the system is created in beforeAll');
      return system;
    };
    const open = async (): Promise<Connector> => {
      const connector = await theSystem().open();
      opened.push(connector);
      return connector;
    };
    const bench: Bench = {
      name,
      case: connectorCase,
      system: theSystem,
      connector: () => {
        const [first] = opened;
        if (!first) throw new Error('the first connector is opened in beforeAll');
        return first;
      },
      open,
    };
    beforeAll(async () => {
      const classes = connectorCase.can.write ? [PEOPLE, VISITS, ARRIVALS, DEPENDANTS] : [PEOPLE, VISITS];
      system = await connectorCase.create(classes);
      await open();
    });
    afterAll(async () => {
      for (const connector of opened) await connector.close();
      await system?.close();
    });

    describeReading(bench);
    if (connectorCase.can.write) describeWriting(bench);
  });
};
