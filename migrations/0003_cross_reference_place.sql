ALTER TABLE "lockstep"."cross_references" ADD COLUMN "system" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "lockstep"."cross_references" ADD COLUMN "destination_class" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "lockstep"."cross_references" ADD COLUMN "identity_field" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "lockstep"."cross_references" ADD COLUMN "identity" text DEFAULT '' NOT NULL;