-- CreateIndex
CREATE INDEX "agent_owner_person_id_idx" ON "agent_owner"("person_id");

-- CreateIndex
CREATE INDEX "decision_person_id_at_id_idx" ON "decision"("person_id", "at" DESC, "id" DESC);
