-- CreateIndex
CREATE INDEX "person_email_email_idx" ON "person_email"("email");
