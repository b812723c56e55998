-- DropForeignKey
ALTER TABLE "agent_owner" DROP CONSTRAINT "agent_owner_person_id_fkey";

-- AlterTable
ALTER TABLE "agent_owner" ADD COLUMN     "group_name" TEXT,
ALTER COLUMN "person_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "agent_trust" (
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "jwks_url" TEXT,
    "made_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_trust_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_group" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "policy_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roster_member" (
    "id" BIGSERIAL NOT NULL,
    "team" TEXT NOT NULL,
    "usergroup" TEXT NOT NULL,
    "home" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "roster_member_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "agent_trust_agent_id_idx" ON "agent_trust"("agent_id");

-- CreateIndex
CREATE INDEX "agent_trust_issuer_idx" ON "agent_trust"("issuer");

-- CreateIndex
CREATE INDEX "policy_group_name_idx" ON "policy_group"("name");

-- CreateIndex
CREATE INDEX "roster_member_team_usergroup_idx" ON "roster_member"("team", "usergroup");

-- AddForeignKey
ALTER TABLE "agent_owner" ADD CONSTRAINT "agent_owner_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_trust" ADD CONSTRAINT "agent_trust_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An owner is a person or a group.
ALTER TABLE "agent_owner" ADD CONSTRAINT "agent_owner_one_check" CHECK (num_nonnulls("person_id", "group_name") = 1);

-- Each stands once at a time.
CREATE UNIQUE INDEX "policy_group_in_force_key" ON "policy_group"("name", "kind", "team", "value") WHERE "until" IS NULL;
CREATE UNIQUE INDEX "roster_member_in_key" ON "roster_member"("team", "usergroup", "home", "user_id") WHERE "until" IS NULL;
