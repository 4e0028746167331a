-- The ledger. Amounts are nano-credits, times are microseconds since 1970-01-01T00:00Z by the database's clock.
-- The constraints repeat what the ledger promises: whatever writes here, no amount gets below zero. There are no foreign
-- keys: rows are written by the ledger alone, always together, and a key would lock rows once more for each.

CREATE TABLE modelrouter_account (
  id VARCHAR(128) NOT NULL PRIMARY KEY,
  unlimited BOOLEAN NOT NULL,
  limit_nanos BIGINT,
  held BIGINT DEFAULT 0 NOT NULL,
  used BIGINT DEFAULT 0 NOT NULL,
  overage BIGINT DEFAULT 0 NOT NULL,
  -- what the last charge or raise moved beyond, or back below, the limit
  moving BIGINT DEFAULT 0 NOT NULL,
  -- the limit that stood in the configuration the last time; both null if none ever did
  configured_unlimited BOOLEAN,
  configured_nanos BIGINT,
  changed_at BIGINT NOT NULL,
  CONSTRAINT modelrouter_account_limit CHECK ((unlimited AND limit_nanos IS NULL)
    OR (NOT unlimited AND limit_nanos IS NOT NULL AND limit_nanos >= 0)),
  CONSTRAINT modelrouter_account_amounts CHECK (held >= 0 AND used >= 0 AND overage >= 0)
);

CREATE TABLE modelrouter_reservation (
  id VARCHAR(128) NOT NULL PRIMARY KEY,
  state VARCHAR(16) NOT NULL,
  -- both null: a tombstone, released before it was reserved
  amount BIGINT,
  ttl_nanos BIGINT,
  -- while HELD, and only then
  expires_at BIGINT,
  -- as soon as it is terminal, and only then
  settled_at BIGINT,
  accrued BIGINT DEFAULT 0 NOT NULL,
  charged BIGINT DEFAULT 0 NOT NULL,
  overage BIGINT DEFAULT 0 NOT NULL,
  -- where the charge comes from, or why it was released
  reason VARCHAR(200),
  -- no IN and no OR of equals: H2 ties the set it makes of them to the session that made the table, and refuses every row
  -- once that session is closed
  CONSTRAINT modelrouter_reservation_state
    CHECK (LOCATE('|' || state || '|', '|HELD|CONFIRMED|RELEASED|EXPIRED|CONFIRMED_LATE|') > 0),
  CONSTRAINT modelrouter_reservation_times CHECK ((state = 'HELD' AND expires_at IS NOT NULL AND settled_at IS NULL)
    OR (state <> 'HELD' AND expires_at IS NULL AND settled_at IS NOT NULL)),
  CONSTRAINT modelrouter_reservation_amounts
    CHECK ((amount IS NULL OR amount >= 0) AND accrued >= 0 AND charged >= 0 AND overage >= 0 AND overage <= charged)
);

CREATE INDEX modelrouter_reservation_expires ON modelrouter_reservation (expires_at, id);

CREATE INDEX modelrouter_reservation_settled ON modelrouter_reservation (settled_at);

-- The accounts of a reservation, and what of its charge went beyond the limit of each.
CREATE TABLE modelrouter_reservation_account (
  reservation_id VARCHAR(128) NOT NULL,
  account_id VARCHAR(128) NOT NULL,
  overage BIGINT DEFAULT 0 NOT NULL,
  PRIMARY KEY (reservation_id, account_id),
  CONSTRAINT modelrouter_reservation_account_overage CHECK (overage >= 0)
);

-- What administrators changed; never updated, never deleted.
CREATE TABLE modelrouter_account_audit (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id VARCHAR(128) NOT NULL,
  account_id VARCHAR(128) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  amount BIGINT NOT NULL,
  new_limit_nanos BIGINT,
  actor VARCHAR(128) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  changed_at BIGINT NOT NULL,
  before_unlimited BOOLEAN NOT NULL,
  before_limit_nanos BIGINT,
  before_held BIGINT NOT NULL,
  before_used BIGINT NOT NULL,
  before_overage BIGINT NOT NULL,
  after_unlimited BOOLEAN NOT NULL,
  after_limit_nanos BIGINT,
  after_held BIGINT NOT NULL,
  after_used BIGINT NOT NULL,
  after_overage BIGINT NOT NULL,
  CONSTRAINT modelrouter_account_audit_id UNIQUE (id)
);

CREATE INDEX modelrouter_account_audit_account ON modelrouter_account_audit (account_id, seq);
