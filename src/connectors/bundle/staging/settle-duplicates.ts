import type { DatabaseSync } from 'node:sqlite';

/**
 * An id that several rows bear stays with the first of them. Each later row gets an id of its own, `<id>~2` and so on, and
 * the reason 'duplicate-source-id': it is read, counted and quarantined like any other record, never lost.
 *
 * @returns how many rows got another id
 */
export const settleDuplicates = (database: DatabaseSync): number => {
  database.exec(`
    CREATE TEMP TABLE later AS
      SELECT seq, id, line, place, first_line FROM (
        SELECT seq, id, line, row_number() OVER same AS place, first_value(line) OVER same AS first_line
        FROM rows WHERE id IN (SELECT id FROM rows GROUP BY id HAVING count(*) > 1)
        WINDOW same AS (PARTITION BY id ORDER BY seq)
      ) WHERE place > 1`);
  const taken = database.prepare('SELECT 1 FROM rows WHERE id = ?');
  const change = database.prepare(`
    UPDATE rows SET id = ?, problems = json_insert(coalesce(problems, '[]'), '$[#]', json(?)) WHERE seq = ?`);
  let changed = 0;
  for (const row of database.prepare('SELECT * FROM later ORDER BY seq').iterate()) {
    let place = Number(row['place']);
    while (taken.get(`${String(row['id'])}~${place}`) !== undefined) place += 1;
    const problem = {
      field: null,
      code: 'duplicate-source-id',
      detail: `line ${String(row['line'])} of the file; the first record with this id is on line ${String(row['first_line'])}`,
    };
    change.run(`${String(row['id'])}~${place}`, JSON.stringify(problem), Number(row['seq']));
    changed += 1;
  }
  database.exec('DROP TABLE later');
  return changed;
};
