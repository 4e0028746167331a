-- The largest part of a call's cost that went beyond an account's limit, in nano-credits. Earlier calls did not say.
ALTER TABLE modelrouter_call ADD COLUMN overage BIGINT DEFAULT 0 NOT NULL;

-- What administrators did to tokens; never updated, never deleted, and without any key. Times are microseconds since 1970, UTC.
CREATE TABLE modelrouter_token_audit (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id VARCHAR(128) NOT NULL,
  token VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  details VARCHAR(1000000) NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT modelrouter_token_audit_id UNIQUE (id)
);

CREATE INDEX modelrouter_token_audit_token ON modelrouter_token_audit (token, seq);
