-- CreateTable
CREATE TABLE "conversation" (
    "surface" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "team" TEXT,
    "group" TEXT,
    "subject" TEXT,
    "name" TEXT,
    "service_url" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "installed_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("surface","tenant","id")
);

-- CreateTable
CREATE TABLE "link_offer" (
    "hash" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT,
    "holder" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_offer_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "conversation_surface_id_idx" ON "conversation"("surface", "id");

-- CreateIndex
CREATE INDEX "conversation_surface_tenant_subject_idx" ON "conversation"("surface", "tenant", "subject");

-- AlterTable
ALTER TABLE "card_message" ADD COLUMN "person_id" TEXT;
