-- AlterTable
ALTER TABLE "person_group" ADD COLUMN     "believed_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "id_token" TEXT,
ADD COLUMN     "provider_sid" TEXT;

-- CreateTable
CREATE TABLE "spent" (
    "hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE INDEX "session_identity_id_idx" ON "session"("identity_id");
