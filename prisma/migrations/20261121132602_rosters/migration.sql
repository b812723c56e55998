-- CreateTable
CREATE TABLE "roster" (
    "team" TEXT NOT NULL,
    "usergroup" TEXT NOT NULL,
    "home" TEXT,
    "users" TEXT[],
    "synced_at" TIMESTAMPTZ(3),
    "tried_at" TIMESTAMPTZ(3) NOT NULL,
    "trouble" TEXT,

    CONSTRAINT "roster_pkey" PRIMARY KEY ("team","usergroup")
);

-- CreateIndex
CREATE INDEX "roster_home_idx" ON "roster"("home");
