-- AlterTable
ALTER TABLE "card" ADD COLUMN     "reminded_at" TIMESTAMPTZ(3);
