-- The audit log is written once. Only INSERT is left, for everybody: by privilege, and by trigger for those who own the table.
INSERT INTO lockstep.audit_head ("only", sequence, hash) VALUES (true, 0, repeat('0', 64));
--> statement-breakpoint
CREATE FUNCTION lockstep.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'lockstep.% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON lockstep.audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION lockstep.refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON lockstep.audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION lockstep.refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON lockstep.audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION lockstep.refuse_change();
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON lockstep.audit_entries FROM PUBLIC, CURRENT_USER;
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON lockstep.audit_head FROM PUBLIC, CURRENT_USER;
--> statement-breakpoint
-- Room beside each row, so that a change of state stays on its page and touches no index.
ALTER TABLE lockstep.ledger SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE lockstep.chunks SET (fillfactor = 70);
