CREATE SCHEMA "lockstep";
--> statement-breakpoint
CREATE TABLE "lockstep"."audit_entries" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"action" text NOT NULL,
	"plan_id" uuid,
	"run_id" uuid,
	"details" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lockstep"."audit_head" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_head_is_one_row" CHECK ("lockstep"."audit_head"."only")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."chunks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "lockstep"."chunks_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" uuid NOT NULL,
	"step" text NOT NULL,
	"record_class" text,
	"ordinal" integer NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"owner" text,
	"lease_until" timestamp with time zone,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chunks_place" UNIQUE NULLS NOT DISTINCT("run_id","step","record_class","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."progress_marks" (
	"run_id" uuid NOT NULL,
	"step" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"records" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lockstep"."cross_references" (
	"plan_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"record_class" text collate "C" NOT NULL,
	"source_id" text collate "C" NOT NULL,
	"destination_id" text collate "C" NOT NULL,
	"created_by_us" boolean NOT NULL,
	"run_id" uuid NOT NULL,
	CONSTRAINT "cross_references_key" PRIMARY KEY("plan_id","environment","record_class","source_id"),
	CONSTRAINT "cross_references_destination" UNIQUE("plan_id","environment","record_class","destination_id")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."discrepancies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lockstep"."discrepancies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"chunk_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"check" text NOT NULL,
	"kind" text NOT NULL,
	"record_class" text collate "C" NOT NULL,
	"field" text,
	"source_id" text,
	"destination_id" text,
	"expected" text,
	"actual" text,
	"records" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lockstep"."findings" (
	"chunk_id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"record_class" text collate "C",
	"counts" jsonb,
	"unchecked_fields" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lockstep"."ledger" (
	"run_id" uuid NOT NULL,
	"record_class" text collate "C" NOT NULL,
	"source_id" text collate "C" NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"by_hash" boolean NOT NULL,
	"identity" text,
	"destination_id" text,
	"created" boolean,
	"reason" text,
	CONSTRAINT "ledger_key" PRIMARY KEY("run_id","record_class","source_id")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."populations" (
	"run_id" uuid NOT NULL,
	"record_class" text collate "C" NOT NULL,
	"records" bigint NOT NULL,
	CONSTRAINT "populations_key" PRIMARY KEY("run_id","record_class")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."stretches" (
	"run_id" uuid NOT NULL,
	"record_class" text collate "C" NOT NULL,
	"ordinal" integer NOT NULL,
	"first_id" text collate "C" NOT NULL,
	"records" integer NOT NULL,
	CONSTRAINT "stretches_key" PRIMARY KEY("run_id","record_class","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lockstep"."outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"taken_version" integer,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "lockstep"."plan_versions" (
	"hash" text PRIMARY KEY NOT NULL,
	"plan_id" uuid NOT NULL,
	"content" text NOT NULL,
	"folder" text NOT NULL,
	"saved_by" jsonb NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lockstep"."plans" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"channel" text NOT NULL,
	"phase" text DEFAULT 'prepare' NOT NULL,
	"hash" text NOT NULL,
	"last_run_number" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plans_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."quarantine" (
	"plan_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"record_class" text collate "C" NOT NULL,
	"source_id" text collate "C" NOT NULL,
	"run_id" uuid NOT NULL,
	"reasons" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "quarantine_key" PRIMARY KEY("plan_id","environment","record_class","source_id")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" integer NOT NULL,
	"plan_id" uuid NOT NULL,
	"plan_hash" text NOT NULL,
	"kind" text NOT NULL,
	"environment" text NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"requested_by" jsonb NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sample_percent" double precision,
	"step_index" integer DEFAULT 0 NOT NULL,
	"layout" jsonb,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"pause" jsonb,
	"cancelled_by" jsonb,
	"problem" jsonb,
	"verdict" jsonb,
	CONSTRAINT "runs_number" UNIQUE("plan_id","number")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."buttons" (
	"id" text PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"plan_id" uuid NOT NULL,
	"run_id" uuid,
	CONSTRAINT "buttons_meaning" UNIQUE NULLS NOT DISTINCT("action","plan_id","run_id")
);
--> statement-breakpoint
CREATE TABLE "lockstep"."deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lockstep"."messages" (
	"key" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"ts" text NOT NULL,
	"content_hash" text NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lockstep"."chunks" ADD CONSTRAINT "chunks_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "lockstep"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lockstep"."findings" ADD CONSTRAINT "findings_chunk_id_chunks_id_fk" FOREIGN KEY ("chunk_id") REFERENCES "lockstep"."chunks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lockstep"."plan_versions" ADD CONSTRAINT "plan_versions_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "lockstep"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lockstep"."runs" ADD CONSTRAINT "runs_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "lockstep"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lockstep"."runs" ADD CONSTRAINT "runs_plan_hash_plan_versions_hash_fk" FOREIGN KEY ("plan_hash") REFERENCES "lockstep"."plan_versions"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chunks_unfinished" ON "lockstep"."chunks" USING btree ("status","due_at");--> statement-breakpoint
CREATE INDEX "progress_marks_recent" ON "lockstep"."progress_marks" USING btree ("run_id","at");--> statement-breakpoint
CREATE INDEX "discrepancies_run" ON "lockstep"."discrepancies" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "discrepancies_chunk" ON "lockstep"."discrepancies" USING btree ("chunk_id");--> statement-breakpoint
CREATE INDEX "findings_run" ON "lockstep"."findings" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_waiting" ON "lockstep"."outbox" USING btree ("kind","key") WHERE delivered_at is null;--> statement-breakpoint
CREATE INDEX "outbox_due" ON "lockstep"."outbox" USING btree ("kind","due_at") WHERE delivered_at is null;--> statement-breakpoint
CREATE INDEX "outbox_delivered" ON "lockstep"."outbox" USING btree ("delivered_at") WHERE delivered_at is not null;--> statement-breakpoint
CREATE INDEX "quarantine_open" ON "lockstep"."quarantine" USING btree ("plan_id","environment","record_class","source_id") WHERE resolved_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_open" ON "lockstep"."runs" USING btree ("plan_id","environment") WHERE status in ('queued', 'running', 'paused', 'cancelling');--> statement-breakpoint
CREATE INDEX "runs_open" ON "lockstep"."runs" USING btree ("status") WHERE status in ('queued', 'running', 'paused', 'cancelling');--> statement-breakpoint
CREATE INDEX "deliveries_at" ON "lockstep"."deliveries" USING btree ("at");