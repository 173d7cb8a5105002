import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHANNEL, clientOf, MAYA, quietLog, startTestPractice } from './practice-fixture.ts';

describe('the state file', () => {
  let folder: string;
  let stateFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'practice-'));
    stateFile = path.join(folder, 'practice.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps conversations, files, views, tokens and the time over a restart', async () => {
    const first = await startTestPractice({ stateFile });
    const client = clientOf(first);
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'Kept' });
    await client.filesUploadV2({ channel_id: CHANNEL, thread_ts: ts, filename: 'a.csv', content: 'a,b\n' });
    await client.views.publish({ user_id: MAYA, view: { type: 'home', blocks: [{ type: 'divider' }] } });
    await client.pins.add({ channel: CHANNEL, timestamp: ts });
    await client.bookmarks.add({
      channel_id: CHANNEL,
      title: 'Runbook',
      type: 'link',
      link: 'https://example.com/',
    });
    await first.control.as(MAYA).act({ kind: 'react', channel: CHANNEL, ts, name: 'eyes' });
    await first.control.as(MAYA).command(CHANNEL, '/migrate');
    first.control.advance(86_400_000);
    await first.stop();

    const second = await startTestPractice({ stateFile });
    expect(second.botToken).toBe(first.botToken);
    expect(second.controlToken).not.toBe(first.controlToken);
    const maya = second.control.as(MAYA);
    const [message] = maya.channel(CHANNEL).messages;
    expect(message).toMatchObject({
      ts,
      text: 'Kept',
      isPinned: true,
      replies: [{ files: [{ name: 'a.csv' }] }],
    });
    expect(message?.reactions).toEqual([{ name: 'eyes', users: [MAYA] }]);
    expect(maya.channel(CHANNEL).bookmarks).toEqual([expect.objectContaining({ title: 'Runbook' })]);
    expect((await second.control.file(message?.replies[0]?.files[0]?.id ?? ''))?.toString()).toBe('a,b\n');
    expect(maya.sees().home?.blocks).toHaveLength(1);
    expect(second.control.now().getTime()).toBeGreaterThan(Date.now() + 86_000_000);
    const next = await clientOf(second).chat.postMessage({ channel: CHANNEL, text: 'After' });
    expect((next.ts ?? '') > ts).toBe(true);
    await second.stop();
  });

  it('is readable by its owner only', async () => {
    const practice = await startTestPractice({ stateFile });
    await practice.stop();
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['practice.json']);
  });

  it.each([
    ['half a file', '{"version":1,"team":'],
    ['another shape', '{"version":1,"channels":"none"}'],
    ['another version', '{"version":2}'],
    ['nothing', ''],
  ])('is set aside with a warning when it is broken: %s', async (_name, content) => {
    await writeFile(stateFile, content);
    const warnings: object[] = [];
    const log = { ...quietLog, warn: (facts: object) => void warnings.push(facts) };
    const practice = await startTestPractice({ stateFile, log });
    expect(practice.control.as(MAYA).messages(CHANNEL)).toEqual([]);
    await practice.stop();
    const aside = (await readdir(folder)).find((name) => name.includes('.broken-'));
    expect(await readFile(path.join(folder, aside ?? ''), 'utf8')).toBe(content);
    expect(warnings).toHaveLength(1);
  });
});
