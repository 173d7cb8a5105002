/** Holds an embedded PostgreSQL for the tests: `node hold-postgres.ts HOME`. Ends with 4 when the server is lost. */
import { LockstepError } from '#domain/errors.ts';
import { startEmbeddedPostgres } from '#launch/embedded-postgres.ts';

const say = (facts: object): void => {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
};

try {
  const server = await startEmbeddedPostgres({
    home: process.argv[2] ?? '',
    extra: ['fsync=off'],
    log: {
      debug: () => undefined,
      info: (facts, message) => say({ message, ...facts }),
      warn: () => undefined,
      error: () => undefined,
    },
  });
  let isStopping = false;
  process.on('SIGTERM', () => {
    isStopping = true;
    void server.stop();
  });
  void server.gone.then(async (words) => {
    if (isStopping) return;
    say({ lost: words });
    await server.stop();
    process.exit(4);
  });
  say({ ready: true, pid: server.pid, port: server.port, url: await server.ensureDatabase('kept') });
} catch (error) {
  say({ refused: error instanceof LockstepError ? error.code : 'unknown', message: String(error) });
  process.exit(1);
}
