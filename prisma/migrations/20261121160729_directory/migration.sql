-- DropIndex
DROP INDEX "decision_request_id_person_id_decision_key";

-- DropIndex
DROP INDEX "identity_person_id_provider_tenant_key";

-- DropIndex
DROP INDEX "identity_provider_tenant_subject_key";

-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "ended_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "merged_into" TEXT;

-- CreateTable
CREATE TABLE "person_disabled" (
    "id" BIGSERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "person_disabled_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_user" (
    "id" TEXT NOT NULL,
    "external_id" TEXT,
    "user_name" TEXT NOT NULL,
    "emails" TEXT[],
    "active" BOOLEAN NOT NULL,
    "resource" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_group" (
    "id" TEXT NOT NULL,
    "external_id" TEXT,
    "display_name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_member" (
    "group_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "directory_member_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateIndex
CREATE INDEX "person_disabled_person_id_idx" ON "person_disabled"("person_id");

-- CreateIndex
CREATE INDEX "directory_user_external_id_idx" ON "directory_user"("external_id");

-- CreateIndex
CREATE INDEX "directory_group_external_id_idx" ON "directory_group"("external_id");

-- CreateIndex
CREATE INDEX "directory_member_user_id_idx" ON "directory_member"("user_id");

-- CreateIndex
CREATE INDEX "decision_request_id_person_id_idx" ON "decision"("request_id", "person_id");

-- CreateIndex
CREATE INDEX "identity_provider_tenant_subject_idx" ON "identity"("provider", "tenant", "subject");

-- CreateIndex
CREATE INDEX "identity_person_id_idx" ON "identity"("person_id");

-- CreateIndex
CREATE INDEX "person_merged_into_idx" ON "person"("merged_into");

-- AddForeignKey
ALTER TABLE "directory_member" ADD CONSTRAINT "directory_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "directory_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_member" ADD CONSTRAINT "directory_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "directory_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What Prisma cannot say: an account that lives is one person's, a person has one of each tenant, and the names of the
-- directory are taken once among those that it did not delete.
CREATE UNIQUE INDEX "identity_account_key" ON "identity"("provider", "tenant", "subject") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "identity_tenant_key" ON "identity"("person_id", "provider", "tenant") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "directory_user_name_key" ON "directory_user"(lower("user_name")) WHERE "deleted_at" IS NULL;
CREATE UNIQUE INDEX "directory_group_name_key" ON "directory_group"(lower("display_name")) WHERE "deleted_at" IS NULL;
CREATE UNIQUE INDEX "person_disabled_running_key" ON "person_disabled"("person_id", "source") WHERE "until" IS NULL;

-- Whoever is disabled already is so by an operator's word.
INSERT INTO "person_disabled" ("person_id", "source", "from")
SELECT "id", 'operator', "disabled_at" FROM "person" WHERE "disabled_at" IS NOT NULL;
