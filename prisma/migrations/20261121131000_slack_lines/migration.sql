-- AlterTable
ALTER TABLE "card" ADD COLUMN     "line" TEXT,
ADD COLUMN     "urgency" SMALLINT,
ADD COLUMN     "attempt" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "ticket" INTEGER NOT NULL DEFAULT 0;

UPDATE "card" SET "line" = 'card:' || "id";

ALTER TABLE "card" ALTER COLUMN "line" SET NOT NULL;

-- CreateTable
CREATE TABLE "line" (
    "key" TEXT NOT NULL,
    "free_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "line_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" TEXT NOT NULL,
    "enterprise" TEXT,
    "is_org" BOOLEAN NOT NULL,
    "sealed_token" TEXT NOT NULL,
    "installer" TEXT NOT NULL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- Who waits in a line, in the order of their turns. The schema file cannot say "where".
CREATE INDEX "card_turn_idx" ON "card" ("line", "urgency", "created_at", "id") WHERE "urgency" IS NOT NULL;
