-- Which channel made which answer of OpenAI's Responses, for each caller. Times are microseconds since 1970 by the database's
-- clock.
CREATE TABLE modelrouter_response_origin (
  caller VARCHAR(256) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL,
  response_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL,
  model VARCHAR(256) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL,
  channel VARCHAR(256) CHARACTER SET utf8mb4 COLLATE ${exact} NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (caller, response_id)
) ENGINE = InnoDB;

CREATE INDEX modelrouter_response_origin_expiry ON modelrouter_response_origin (expires_at);
