-- Who calls. Keys are kept as SHA-256 alone. Times are microseconds since 1970, UTC. Lists are JSON.
CREATE TABLE modelrouter_token (
  name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL PRIMARY KEY,
  accounts MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
  models MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
  channel_groups MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
  addresses MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
  requests_per_minute INTEGER,
  tokens_per_minute BIGINT,
  max_in_flight INTEGER,
  expires_at BIGINT,
  enabled BOOLEAN NOT NULL,
  pin BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
) ENGINE = InnoDB;

-- A token has several keys while one takes the place of another.
CREATE TABLE modelrouter_token_key (
  sha256 VARCHAR(64) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL PRIMARY KEY,
  token VARCHAR(64) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL,
  valid_until BIGINT,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (token) REFERENCES modelrouter_token (name) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE INDEX modelrouter_token_key_token ON modelrouter_token_key (token);
