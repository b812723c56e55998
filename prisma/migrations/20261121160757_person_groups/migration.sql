-- CreateTable
CREATE TABLE "person_group" (
    "id" BIGSERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "person_group_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "person_group_person_id_idx" ON "person_group"("person_id");

-- CreateIndex
CREATE INDEX "person_group_source_name_idx" ON "person_group"("source", "name");

-- AddForeignKey
ALTER TABLE "person_group" ADD CONSTRAINT "person_group_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A person is in a group once at a time.
CREATE UNIQUE INDEX "person_group_in_key" ON "person_group"("person_id", "source", "name") WHERE "until" IS NULL;
