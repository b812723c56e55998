-- AlterTable
ALTER TABLE "request" ADD COLUMN     "grant_revoked_at" TIMESTAMPTZ(3),
ADD COLUMN     "grant_until" TIMESTAMPTZ(3),
ADD COLUMN     "grant_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "grant_used_by" TEXT,
ADD COLUMN     "outcome" TEXT,
ADD COLUMN     "outcome_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "request_words" ADD COLUMN     "outcome_detail" TEXT,
ADD COLUMN     "revoke_reason" TEXT;
