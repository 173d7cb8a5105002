import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { describeWhere } from '#test/support/describe-where.ts';
import { processStart } from '#launch/process-start.ts';
import { commandLine, descendantsOf, survivors } from './support/processes.ts';
import { isRoot, NOBODY, reachableProject, ROOT } from './support/reachable-project.ts';
import { type Started, startProgram } from './support/started.ts';

interface Ready {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
}

const folders: string[] = [];
const programs: Started[] = [];

const folder = (mode = 0o755): string => {
  const made = mkdtempSync(join(tmpdir(), 'lockstep-postgres-'));
  chmodSync(made, mode);
  folders.push(made);
  return made;
};

const hold = (home: string, as: { uid?: number; gid?: number; root?: string } = {}): Started => {
  const { root = ROOT, ...user } = as;
  const started = startProgram([process.execPath, join(root, 'test/launch/support/hold-postgres.ts'), home], {
    cwd: root,
    ...user,
  });
  programs.push(started);
  return started;
};

const ready = async (started: Started): Promise<Ready> => {
  const [line] = await started.says(/^\{"ready".*$/m);
  return JSON.parse(line) as Ready;
};

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>({ text: sql })).rows;
  } finally {
    await client.end();
  }
};

const guardianOf = (started: Started): number => {
  const found = descendantsOf(started.pid).find((pid) => commandLine(pid).includes('guardian.ts'));
  if (found === undefined) throw new Error('no guardian is running');
  return found;
};

afterEach(async () => {
  for (const { child, pid } of programs.splice(0)) {
    const below = descendantsOf(pid);
    child.kill('SIGTERM');
    if ((await survivors([pid, ...below])).length > 0) child.kill('SIGKILL');
  }
});
afterAll(() => {
  for (const made of folders) {
    const record = join(made, 'state', 'postgres-home');
    if (existsSync(record)) rmSync(readFileSync(record, 'utf8').trim(), { recursive: true, force: true });
    rmSync(made, { recursive: true, force: true });
  }
});

describe('the embedded PostgreSQL', () => {
  it('listens on 127.0.0.1 only, asks for a password and keeps its data and port between starts', async () => {
    const home = join(folder(), 'postgres');
    const first = hold(home);
    const { url, port } = await ready(first);
    await query(url, 'create table kept (n int)');
    expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(url, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    await expect(query(url.replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
    expect(statSync(join(home, 'password')).mode & 0o777).toBe(0o600);
    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });

    const second = await ready(hold(home));
    expect(second.port).toBe(port);
    expect(await query(second.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
  });

  it('is gone when the program that uses it is killed with SIGKILL, and starts again on its data', async () => {
    const home = join(folder(), 'postgres');
    const started = hold(home);
    const { url, pid } = await ready(started);
    await query(url, 'create table kept (n int)');
    const all = [started.pid, ...descendantsOf(started.pid)];
    expect(all).toContain(pid);
    expect(all.length).toBeGreaterThanOrEqual(3);
    started.child.kill('SIGKILL');
    expect(await survivors(all)).toEqual([]);
    const again = await ready(hold(home));
    expect(await query(again.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
  });

  it('does not feel a Ctrl-C in the terminal: it lives in a process group of its own', async () => {
    const started = hold(join(folder(), 'postgres'));
    const { pid } = await ready(started);
    const groupOf = (process: number): string =>
      execFileSync('ps', ['-o', 'pgid=', '-p', String(process)], { encoding: 'utf8' }).trim();
    expect(groupOf(pid)).toBe(groupOf(guardianOf(started)));
    expect(groupOf(pid)).not.toBe(groupOf(started.pid));
  });

  it('ends the program with a clear word when the server is killed', async () => {
    const started = hold(join(folder(), 'postgres'));
    const { pid } = await ready(started);
    const all = descendantsOf(started.pid);
    process.kill(pid, 'SIGKILL');
    await started.says(/PostgreSQL was ended by SIGKILL/);
    expect((await started.ended).code).toBe(4);
    expect(await survivors(all)).toEqual([]);
  });

  it('is stopped by the program itself when the guardian is killed', async () => {
    const started = hold(join(folder(), 'postgres'));
    await ready(started);
    const all = descendantsOf(started.pid);
    process.kill(guardianOf(started), 'SIGKILL');
    await started.says(/guardian of PostgreSQL ended with SIGKILL/);
    expect((await started.ended).code).toBe(4);
    expect(await survivors(all)).toEqual([]);
  });

  it('stops at the next start what a machine that lost program and guardian at once left behind', async () => {
    const home = join(folder(), 'postgres');
    const started = hold(home);
    const { pid } = await ready(started);
    // The guardian first: frozen, it cannot act on the end of the program.
    const guardian = guardianOf(started);
    process.kill(guardian, 'SIGSTOP');
    process.kill(started.pid, 'SIGKILL');
    process.kill(guardian, 'SIGKILL');
    expect(await survivors([started.pid, guardian])).toEqual([]);
    expect(await survivors([pid], 500)).toEqual([pid]);
    const again = hold(home);
    const { pid: next } = await ready(again);
    expect(again.output()).toContain('left behind');
    expect(next).not.toBe(pid);
    expect(await survivors([pid])).toEqual([]);
  });

  it('refuses a folder that a living copy uses, naming it, and leaves that copy alone', async () => {
    const home = join(folder(), 'postgres');
    const first = hold(home);
    const { url } = await ready(first);
    const second = hold(home);
    await second.says(/STATE_TAKEN/);
    expect(second.output()).toContain(`process ${first.pid}`);
    expect((await second.ended).code).toBe(1);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.each([
    ['died', { pid: 999_999_999, started: 'then', host: hostname() }],
    ['left its number to another process', { pid: process.pid, started: 'long ago', host: hostname() }],
    ['wrote nothing that can be read', 'garbage'],
  ])('takes over the lock of a copy that %s', async (_, holder) => {
    const home = join(folder(), 'postgres');
    const first = hold(home);
    await ready(first);
    first.child.kill('SIGTERM');
    await first.ended;
    writeFileSync(join(home, 'lock'), typeof holder === 'string' ? holder : JSON.stringify(holder));
    expect((await ready(hold(home))).pid).toBeGreaterThan(0);
  });

  it('keeps to the lock of a process that runs', async () => {
    const home = folder();
    const holder = { pid: process.pid, started: processStart(process.pid), host: hostname() };
    writeFileSync(join(home, 'lock'), JSON.stringify(holder));
    const started = hold(home);
    expect(await started.says(/STATE_TAKEN/)).not.toBeNull();
  });

  it('starts although its last process id belongs to another program now', async () => {
    const home = join(folder(), 'postgres');
    const first = hold(home);
    await ready(first);
    const all = descendantsOf(first.pid);
    const pidFile = join(home, 'data', 'postmaster.pid');
    const text = readFileSync(pidFile, 'utf8');
    first.child.kill('SIGTERM');
    await survivors([first.pid, ...all]);
    writeFileSync(pidFile, text.replace(/^\d+/, String(process.pid)));
    expect((await ready(hold(home))).pid).not.toBe(process.pid);
  });

  it('works as an ordinary user', async () => {
    const project = reachableProject();
    try {
      const home = folder();
      if (isRoot) chownSync(home, NOBODY.uid, NOBODY.gid);
      const started = hold(join(home, 'postgres'), { root: project.root, ...(isRoot ? NOBODY : {}) });
      const { url, pid } = await ready(started);
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      const all = [started.pid, ...descendantsOf(started.pid)];
      expect(all).toContain(pid);
      started.child.kill('SIGKILL');
      expect(await survivors(all)).toEqual([]);
    } finally {
      project.remove();
    }
  });
});

// Started by root, the server runs as another user.
describeWhere(isRoot)('the embedded PostgreSQL, started by root', () => {
  it('works as root under a folder that nobody else may enter', async () => {
    const closed = folder(0o700);
    const home = join(closed, 'state', 'postgres');
    const first = hold(home);
    const { url, pid } = await ready(first);
    expect(first.output()).toContain('its data lives outside');
    const place = readFileSync(`${home}-home`, 'utf8').trim();
    expect(place.startsWith(closed)).toBe(false);
    expect(statSync(place)).toMatchObject({ uid: 0 });
    expect(statSync(place).mode & 0o777).toBe(0o711);
    expect(statSync(join(place, 'data')).mode & 0o777).toBe(0o700);
    expect(statSync(join(place, 'data')).uid).not.toBe(0);
    expect(statSync(join(home, 'password'))).toMatchObject({ uid: 0 });
    expect(Number(execFileSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }))).not.toBe(0);
    await query(url, 'create table kept (n int)');
    first.child.kill('SIGTERM');
    await first.ended;
    const again = await ready(hold(home));
    expect(await query(again.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
  });

  it('refuses a recorded place that is not root’s own', async () => {
    const closed = folder(0o700);
    const home = join(closed, 'state', 'postgres');
    const first = hold(home);
    await ready(first);
    first.child.kill('SIGTERM');
    await first.ended;
    const place = readFileSync(`${home}-home`, 'utf8').trim();
    chownSync(place, NOBODY.uid, NOBODY.gid);
    const again = hold(home);
    expect(await again.says(/EMBEDDED_POSTGRES_FAILED/)).not.toBeNull();
    chownSync(place, 0, 0);
  });

  it('tells an ordinary user that the folder belongs to somebody else', async () => {
    const project = reachableProject();
    try {
      const home = join(folder(), 'postgres');
      const first = hold(home);
      await ready(first);
      first.child.kill('SIGTERM');
      await first.ended;
      const second = hold(home, { root: project.root, ...NOBODY });
      expect(await second.says(/STATE_UNUSABLE/)).not.toBeNull();
    } finally {
      project.remove();
    }
  });
});
