-- Limits that all nodes share. Times are nanoseconds since 1970 by the database's clock.
-- Unlogged: after a crash of the server all limits begin anew, and no call waits for the disk on their account.
-- A bucket is full at *_full_at, and that lies in the future by what is taken out of it: with a rate of 60 a minute, ten
-- taken requests are ten seconds. Before that time it fills evenly.
CREATE UNLOGGED TABLE modelrouter_limit (
  name VARCHAR(256) COLLATE "C" NOT NULL PRIMARY KEY,
  in_flight INTEGER NOT NULL,
  requests_rate BIGINT NOT NULL,
  requests_full_at BIGINT NOT NULL,
  tokens_rate BIGINT NOT NULL,
  tokens_full_at BIGINT NOT NULL
) WITH (fillfactor = 50);

-- Calls that are in. There are as many rows of a name as its in_flight says, those that have ended by time included.
CREATE UNLOGGED TABLE modelrouter_limit_lease (
  name VARCHAR(256) COLLATE "C" NOT NULL,
  call_id VARCHAR(128) COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (name, call_id)
);

CREATE INDEX modelrouter_limit_lease_expiry ON modelrouter_limit_lease (expires_at);
