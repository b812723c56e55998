-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_email" (
    "id" BIGSERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "person_email_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_token" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "identity_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "hash" TEXT NOT NULL,
    "person_id" TEXT,
    "identity_id" TEXT,
    "csrf" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "agent" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_owner" (
    "id" BIGSERIAL NOT NULL,
    "agent_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "agent_owner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_key" (
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "made_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request" (
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "action" TEXT NOT NULL,
    "resource" TEXT,
    "environment" TEXT,
    "on_behalf_of" TEXT,
    "digest" TEXT NOT NULL,
    "policy_version" TEXT NOT NULL,
    "evaluation" JSONB NOT NULL,
    "warnings" JSONB NOT NULL,
    "needs" JSONB NOT NULL,
    "groups" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "settlement" JSONB,
    "idempotency_key_hash" TEXT,
    "idempotency_body_hash" TEXT,

    CONSTRAINT "request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_payload" (
    "request_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,

    CONSTRAINT "request_payload_pkey" PRIMARY KEY ("request_id")
);

-- CreateTable
CREATE TABLE "request_words" (
    "request_id" TEXT NOT NULL,
    "body" TEXT NOT NULL DEFAULT '{}',
    "verdict_reason" TEXT,

    CONSTRAINT "request_words_pkey" PRIMARY KEY ("request_id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "identity_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "surface" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision_words" (
    "decision_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "decision_words_pkey" PRIMARY KEY ("decision_id")
);

-- CreateTable
CREATE TABLE "card" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "surface" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "shown_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "card_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "card_message" (
    "id" TEXT NOT NULL,
    "card_id" TEXT NOT NULL,
    "surface" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "ref" JSONB NOT NULL,
    "shown_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "card_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "version" TEXT NOT NULL,
    "yaml" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "policy_activation" (
    "id" BIGSERIAL NOT NULL,
    "version" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_activation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "request_id" TEXT,
    "actor" TEXT,
    "body" TEXT NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "person_email_person_id_idx" ON "person_email"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_provider_tenant_subject_key" ON "identity"("provider", "tenant", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "identity_person_id_provider_tenant_key" ON "identity"("person_id", "provider", "tenant");

-- CreateIndex
CREATE UNIQUE INDEX "person_token_hash_key" ON "person_token"("hash");

-- CreateIndex
CREATE INDEX "person_token_person_id_idx" ON "person_token"("person_id");

-- CreateIndex
CREATE INDEX "session_ends_at_idx" ON "session"("ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "agent_name_key" ON "agent"("name");

-- CreateIndex
CREATE INDEX "agent_owner_agent_id_idx" ON "agent_owner"("agent_id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_key_hash_key" ON "agent_key"("hash");

-- CreateIndex
CREATE INDEX "agent_key_agent_id_idx" ON "agent_key"("agent_id");

-- CreateIndex
CREATE INDEX "request_created_at_id_idx" ON "request"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "request_agent_id_created_at_id_idx" ON "request"("agent_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "decision_request_id_person_id_decision_key" ON "decision"("request_id", "person_id", "decision");

-- CreateIndex
CREATE UNIQUE INDEX "card_request_id_surface_destination_key" ON "card"("request_id", "surface", "destination");

-- CreateIndex
CREATE INDEX "card_message_card_id_idx" ON "card_message"("card_id");

-- CreateIndex
CREATE UNIQUE INDEX "card_message_surface_key_key" ON "card_message"("surface", "key");

-- CreateIndex
CREATE UNIQUE INDEX "event_position_key" ON "event"("position");

-- CreateIndex
CREATE INDEX "event_request_id_position_idx" ON "event"("request_id", "position");

-- AddForeignKey
ALTER TABLE "person_email" ADD CONSTRAINT "person_email_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_token" ADD CONSTRAINT "person_token_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_token" ADD CONSTRAINT "person_token_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_owner" ADD CONSTRAINT "agent_owner_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_owner" ADD CONSTRAINT "agent_owner_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_key" ADD CONSTRAINT "agent_key_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision_words" ADD CONSTRAINT "decision_words_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "decision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "card" ADD CONSTRAINT "card_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "card_message" ADD CONSTRAINT "card_message_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "card"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_activation" ADD CONSTRAINT "policy_activation_version_fkey" FOREIGN KEY ("version") REFERENCES "policy_version"("version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- An e-mail is held by one person at a time.
CREATE UNIQUE INDEX "person_email_held_key" ON "person_email"("email") WHERE "until" IS NULL;

-- One request for one idempotency key of an agent.
CREATE UNIQUE INDEX "request_idempotency_key" ON "request"("agent_id", "idempotency_key_hash")
  WHERE "idempotency_key_hash" IS NOT NULL;

-- The queue of what is pending, and the count of it per agent.
CREATE INDEX "request_pending_idx" ON "request"("created_at" DESC, "id" DESC) WHERE "status" = 'pending';
CREATE INDEX "request_pending_agent_idx" ON "request"("agent_id") WHERE "status" = 'pending';

-- The log as an operator reads it, newest first.
CREATE INDEX "event_type_idx" ON "event"("type", "position" DESC);

-- Events are append-only, for the owner and the superuser too.
CREATE FUNCTION "event_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER "event_no_change" BEFORE UPDATE OR DELETE ON "event"
  FOR EACH ROW EXECUTE FUNCTION "event_is_append_only"();
CREATE TRIGGER "event_no_truncate" BEFORE TRUNCATE ON "event"
  FOR EACH STATEMENT EXECUTE FUNCTION "event_is_append_only"();

-- Idempotency keys that are to be forgotten a day after their request was settled.
CREATE INDEX "request_idempotency_idx" ON "request"("decided_at") WHERE "idempotency_key_hash" IS NOT NULL;
