-- The store, version 4: what became of a mail stands apart from who took it.
ALTER TABLE outbox ADD COLUMN fate TEXT NOT NULL DEFAULT ''; -- untried, deferred, sent, bounced, expired
ALTER TABLE outbox ADD COLUMN fate_text TEXT NOT NULL DEFAULT ''; -- in the words of its log
UPDATE outbox SET fate_text = substr(via, instr(via, '; queue id ') + 2),
    via = substr(via, 1, instr(via, '; queue id ') - 1) WHERE instr(via, '; queue id ');
