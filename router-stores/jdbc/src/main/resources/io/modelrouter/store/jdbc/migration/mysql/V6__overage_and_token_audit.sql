-- The largest part of a call's cost that went beyond an account's limit, in nano-credits. Earlier calls did not say.
ALTER TABLE modelrouter_call ADD COLUMN overage BIGINT DEFAULT 0 NOT NULL;

-- What administrators did to tokens; never updated, never deleted, and without any key. Times are microseconds since 1970, UTC.
CREATE TABLE modelrouter_token_audit (
  seq BIGINT AUTO_INCREMENT PRIMARY KEY,
  id VARCHAR(128) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL,
  token VARCHAR(64) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL,
  kind VARCHAR(16) NOT NULL,
  actor VARCHAR(128) CHARACTER SET utf8mb4 NOT NULL,
  reason VARCHAR(1000) CHARACTER SET utf8mb4 NOT NULL,
  details MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT modelrouter_token_audit_id UNIQUE (id)
) ENGINE = InnoDB;

CREATE INDEX modelrouter_token_audit_token ON modelrouter_token_audit (token, seq);
