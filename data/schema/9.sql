-- The store, version 9: what is asked of one domain is found by it, however much there is of others.
CREATE INDEX failure_minute_by_domain ON failure_minute (domain, minute);
CREATE INDEX failure_hour_by_domain ON failure_hour (domain, hour);
CREATE INDEX queue_reason_by_domain ON queue_reason (domain);
