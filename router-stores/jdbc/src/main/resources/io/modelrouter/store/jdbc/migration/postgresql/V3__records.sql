-- One row for each call. Times are nanoseconds since 1970, UTC. Durations are nanoseconds and costs nano-credits.
CREATE TABLE modelrouter_call (
  id VARCHAR(128) COLLATE "C" NOT NULL PRIMARY KEY,
  called_at BIGINT NOT NULL,
  called_on VARCHAR(16) COLLATE "C" NOT NULL,
  token VARCHAR(128) COLLATE "C" NOT NULL,
  accounts TEXT NOT NULL,
  channel_group VARCHAR(128),
  address VARCHAR(128),
  requested_model VARCHAR(256) COLLATE "C" NOT NULL,
  served_model VARCHAR(256),
  channel VARCHAR(128) COLLATE "C",
  client_dialect VARCHAR(32) NOT NULL,
  channel_dialect VARCHAR(32),
  streamed BOOLEAN NOT NULL,
  status INTEGER NOT NULL,
  error VARCHAR(32),
  upstream_request_id VARCHAR(256),
  input_tokens BIGINT NOT NULL,
  cache_read_tokens BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  cache_write_long BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  audio_input_tokens BIGINT NOT NULL,
  audio_output_tokens BIGINT NOT NULL,
  image_input_tokens BIGINT NOT NULL,
  image_output_tokens BIGINT NOT NULL,
  usage_source VARCHAR(16) NOT NULL,
  usage_suspect BOOLEAN NOT NULL,
  cost BIGINT,
  rates TEXT,
  channel_multiplier TEXT NOT NULL,
  group_multiplier TEXT NOT NULL,
  settlement VARCHAR(16),
  failures TEXT NOT NULL,
  losses TEXT NOT NULL,
  elapsed BIGINT NOT NULL,
  first_content BIGINT,
  attributes TEXT NOT NULL
);

CREATE INDEX modelrouter_call_time ON modelrouter_call (called_at, id);
CREATE INDEX modelrouter_call_token ON modelrouter_call (token, called_at, id);

-- Which accounts paid for a call, in the order of time, so that an owner's calls are found by an index.
CREATE TABLE modelrouter_call_account (
  account VARCHAR(128) COLLATE "C" NOT NULL,
  called_at BIGINT NOT NULL,
  call_id VARCHAR(128) COLLATE "C" NOT NULL,
  PRIMARY KEY (account, called_at, call_id)
);

CREATE INDEX modelrouter_call_account_call ON modelrouter_call_account (call_id);

-- Sums by day. The key is a hash of what the row's calls have in common. Payers names a set of accounts.
CREATE TABLE modelrouter_daily (
  daily_key VARCHAR(43) COLLATE "C" NOT NULL PRIMARY KEY,
  called_on VARCHAR(16) COLLATE "C" NOT NULL,
  payers VARCHAR(43) COLLATE "C" NOT NULL,
  token VARCHAR(128) COLLATE "C" NOT NULL,
  channel VARCHAR(128) COLLATE "C" NOT NULL,
  model VARCHAR(256) COLLATE "C" NOT NULL,
  failed BOOLEAN NOT NULL,
  calls BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  cached_tokens BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  cost BIGINT NOT NULL,
  elapsed BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE INDEX modelrouter_daily_day ON modelrouter_daily (called_on);
CREATE INDEX modelrouter_daily_token ON modelrouter_daily (token, called_on);
CREATE INDEX modelrouter_daily_payers ON modelrouter_daily (payers, called_on);

-- How many of a row's calls fell into each bucket of the latency scale.
CREATE TABLE modelrouter_daily_latency (
  daily_key VARCHAR(43) COLLATE "C" NOT NULL,
  bucket INTEGER NOT NULL,
  calls BIGINT NOT NULL,
  PRIMARY KEY (daily_key, bucket)
) WITH (fillfactor = 50);

-- The accounts of a set. The few sets that tokens have are kept once, not with every sum.
CREATE TABLE modelrouter_payers (
  account VARCHAR(128) COLLATE "C" NOT NULL,
  payers VARCHAR(43) COLLATE "C" NOT NULL,
  PRIMARY KEY (account, payers)
);

CREATE INDEX modelrouter_payers_set ON modelrouter_payers (payers);
