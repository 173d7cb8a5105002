import pg from 'pg';
import { createDatabase } from '../support/database.ts';
import { queueSuite } from './queue-suite.ts';

queueSuite('PostgreSQL', async () => {
  const database = await createDatabase();
  const admin = new pg.Client(database.url);
  await admin.connect();
  return {
    backend: { kind: 'postgres', url: database.url },
    loseEverything: async () => {
      await admin.query('truncate lockstep_queue.job cascade');
    },
    cutConnections: async () => {
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    },
    stop: async () => {
      await admin.end();
      await database.drop();
    },
  };
});
