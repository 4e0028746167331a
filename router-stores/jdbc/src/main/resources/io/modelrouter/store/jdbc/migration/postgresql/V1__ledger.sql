-- The ledger. Amounts are nano-credits, times are microseconds since 1970-01-01T00:00Z by the database's clock.
-- The constraints repeat what the ledger promises: whatever writes here, no amount gets below zero. There are no foreign
-- keys: rows are written by the ledger alone, always together, and a key would lock rows once more for each.

CREATE TABLE modelrouter_account (
  id VARCHAR(128) COLLATE "C" NOT NULL PRIMARY KEY,
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
) WITH (fillfactor = 50);

CREATE TABLE modelrouter_reservation (
  id VARCHAR(128) COLLATE "C" NOT NULL PRIMARY KEY,
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
  CONSTRAINT modelrouter_reservation_state
    CHECK (state IN ('HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'CONFIRMED_LATE')),
  CONSTRAINT modelrouter_reservation_times CHECK ((state = 'HELD' AND expires_at IS NOT NULL AND settled_at IS NULL)
    OR (state <> 'HELD' AND expires_at IS NULL AND settled_at IS NOT NULL)),
  CONSTRAINT modelrouter_reservation_amounts
    CHECK ((amount IS NULL OR amount >= 0) AND accrued >= 0 AND charged >= 0 AND overage >= 0 AND overage <= charged)
);

CREATE INDEX modelrouter_reservation_expires ON modelrouter_reservation (expires_at, id) WHERE state = 'HELD';

CREATE INDEX modelrouter_reservation_settled ON modelrouter_reservation (settled_at) WHERE settled_at IS NOT NULL;

-- The accounts of a reservation, and what of its charge went beyond the limit of each.
CREATE TABLE modelrouter_reservation_account (
  reservation_id VARCHAR(128) COLLATE "C" NOT NULL,
  account_id VARCHAR(128) COLLATE "C" NOT NULL,
  overage BIGINT DEFAULT 0 NOT NULL,
  PRIMARY KEY (reservation_id, account_id),
  CONSTRAINT modelrouter_reservation_account_overage CHECK (overage >= 0)
);

-- What administrators changed; never updated, never deleted.
CREATE TABLE modelrouter_account_audit (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id VARCHAR(128) COLLATE "C" NOT NULL,
  account_id VARCHAR(128) COLLATE "C" NOT NULL,
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

-- The operations. Each is one function, so that it is one exchange with the client and one transaction without a BEGIN and
-- a COMMIT, and so that nothing is decided anywhere but here, on rows that are locked. READ COMMITTED is what they are
-- written for: each statement sees what was committed before it began, and an UPDATE or SELECT FOR UPDATE that had to wait
-- for another transaction looks at the row again as that one left it. Locks are taken in one order everywhere: the
-- reservation, then its accounts in the order of their ids; so operations wait for each other, but not in a circle.
-- p_now is null but in tests. SQLSTATE 40001 asks the client to begin anew, 22003 is an amount that does not fit.

CREATE FUNCTION modelrouter_now(p_now BIGINT) RETURNS BIGINT LANGUAGE sql VOLATILE AS $$
  SELECT COALESCE(p_now, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT))
$$;

-- outcome: GRANTED, INSUFFICIENT (detail: the account), REPLAY (detail: the state), CONFLICT
CREATE FUNCTION modelrouter_reserve(
  p_id TEXT, p_accounts TEXT[], p_amount BIGINT, p_ttl_nanos BIGINT, p_now BIGINT, OUT outcome TEXT, OUT detail TEXT)
LANGUAGE plpgsql AS $$
DECLARE
  v_now CONSTANT BIGINT := modelrouter_now(p_now);
  v_found RECORD;
  v_account TEXT;
BEGIN
  -- Its handler is what makes a refusal change nothing: all that the block did is undone.
  BEGIN
    -- Waits for another transaction that reserves the same id, so that only one goes on.
    INSERT INTO modelrouter_reservation (id, state, amount, ttl_nanos, expires_at)
      VALUES (p_id, 'HELD', p_amount, p_ttl_nanos, v_now + (p_ttl_nanos + 999) / 1000)
      ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN
      SELECT r.state, r.amount IS NULL OR (r.amount = p_amount AND r.ttl_nanos = p_ttl_nanos AND p_accounts @> a.ids
          AND a.ids @> p_accounts) AS same
        INTO v_found
        FROM modelrouter_reservation r, (SELECT COALESCE(array_agg(account_id::TEXT), '{}') AS ids
          FROM modelrouter_reservation_account WHERE reservation_id = p_id) a
        WHERE r.id = p_id;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the reservation was forgotten meanwhile' USING ERRCODE = '40001';
      ELSIF v_found.same THEN
        outcome := 'REPLAY';
        detail := v_found.state;
      ELSE
        outcome := 'CONFLICT';
      END IF;
      RETURN;
    END IF;
    INSERT INTO modelrouter_reservation_account (reservation_id, account_id) SELECT p_id, unnest(p_accounts);

    FOREACH v_account IN ARRAY p_accounts LOOP
      -- used + held + overage + amount <= limit, written so that no sum can overflow. The test and the change are one step.
      FOR try IN 1..2 LOOP
        UPDATE modelrouter_account SET held = held + p_amount, changed_at = v_now
          WHERE id = v_account AND overage = 0
            AND p_amount <= CASE WHEN unlimited THEN 9223372036854775807 ELSE limit_nanos END - used - held;
        EXIT WHEN FOUND;
        -- An unknown account has limit 0, so a hold of 0 stands on it; where another made it meanwhile, look again.
        IF p_amount = 0 THEN
          INSERT INTO modelrouter_account (id, unlimited, limit_nanos, changed_at) VALUES (v_account, FALSE, 0, v_now)
            ON CONFLICT (id) DO NOTHING;
          EXIT WHEN FOUND;
        END IF;
        IF p_amount > 0 OR try = 2 THEN
          PERFORM 1 FROM modelrouter_account WHERE id = v_account AND unlimited AND overage = 0
            AND p_amount > 9223372036854775807 - used - held;
          IF FOUND THEN
            RAISE EXCEPTION 'the amount does not fit' USING ERRCODE = '22003';
          END IF;
          detail := v_account;
          RAISE EXCEPTION 'insufficient' USING ERRCODE = 'MR001';
        END IF;
      END LOOP;
    END LOOP;
    outcome := 'GRANTED';
  EXCEPTION WHEN SQLSTATE 'MR001' THEN
    outcome := 'INSUFFICIENT';
  END;
END
$$;

-- p_how: CONFIRM, RELEASE or EXPIRE. outcome: DONE, UNKNOWN, or the state it was settled in before. DONE has a row for each
-- account as it stands after; overage is that of the reservation so far, so the largest one counts.
CREATE FUNCTION modelrouter_settle(p_id TEXT, p_how TEXT, p_actual BIGINT, p_reason TEXT, p_now BIGINT)
RETURNS TABLE (outcome TEXT, charged BIGINT, overage BIGINT,
  account TEXT, unlimited BOOLEAN, limit_nanos BIGINT, held BIGINT, used BIGINT, account_overage BIGINT)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now CONSTANT BIGINT := modelrouter_now(p_now);
  r modelrouter_reservation;
  a modelrouter_account;
  v_state TEXT;
  v_hold BIGINT;
  v_actual BIGINT;
  v_within BIGINT;
  v_beyond BIGINT;
  v_account TEXT;
BEGIN
  SELECT * INTO r FROM modelrouter_reservation WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    outcome := 'UNKNOWN';
    IF p_how = 'RELEASE' THEN
      INSERT INTO modelrouter_reservation (id, state, settled_at, reason) VALUES (p_id, 'RELEASED', v_now, p_reason)
        ON CONFLICT (id) DO NOTHING;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the reservation came meanwhile' USING ERRCODE = '40001';
      END IF;
      outcome := 'DONE';
    END IF;
    charged := 0;
    overage := 0;
    RETURN NEXT;
    RETURN;
  END IF;

  charged := r.charged;
  overage := r.overage;
  IF r.state = 'HELD' THEN
    v_hold := r.amount;
    v_actual := CASE p_how WHEN 'CONFIRM' THEN p_actual WHEN 'EXPIRE' THEN r.accrued ELSE 0 END;
    v_state := CASE p_how WHEN 'CONFIRM' THEN 'CONFIRMED' WHEN 'EXPIRE' THEN 'EXPIRED' ELSE 'RELEASED' END;
  ELSIF r.state = 'EXPIRED' AND p_how = 'CONFIRM' THEN
    v_hold := 0;
    v_actual := GREATEST(0, p_actual - r.accrued);
    v_state := 'CONFIRMED_LATE';
  ELSE
    outcome := r.state;
    RETURN NEXT;
    RETURN;
  END IF;

  outcome := 'DONE';
  charged := r.charged + v_actual;
  v_within := LEAST(v_hold, v_actual);
  FOR v_account IN
    SELECT account_id FROM modelrouter_reservation_account WHERE reservation_id = p_id ORDER BY account_id
  LOOP
    SELECT * INTO a FROM modelrouter_account WHERE id = v_account FOR UPDATE;
    IF NOT FOUND THEN
      -- An old period of a budget, gone since the hold of 0: the charge brings it back.
      INSERT INTO modelrouter_account (id, unlimited, limit_nanos, changed_at) VALUES (v_account, FALSE, 0, v_now)
        RETURNING * INTO a;
    END IF;
    IF v_actual > 9223372036854775807 - (a.held - v_hold + a.used + a.overage) THEN
      RAISE EXCEPTION 'the amount does not fit' USING ERRCODE = '22003';
    END IF;
    -- What exceeds the hold takes from what is available; the rest is overage. Without a limit there is none.
    v_beyond := CASE WHEN a.unlimited THEN 0 ELSE GREATEST(0, v_actual - v_within
      - GREATEST(0, a.limit_nanos - (a.held - v_hold) - (a.used + v_within) - a.overage)) END;
    UPDATE modelrouter_account SET held = a.held - v_hold, used = a.used + v_actual - v_beyond,
        overage = a.overage + v_beyond, moving = v_beyond, changed_at = v_now
      WHERE id = v_account
      RETURNING id, unlimited, limit_nanos, held, used, overage
      INTO account, unlimited, limit_nanos, held, used, account_overage;
    IF v_beyond > 0 THEN
      UPDATE modelrouter_reservation_account SET overage = overage + v_beyond
        WHERE reservation_id = p_id AND account_id = v_account
        RETURNING GREATEST(r.overage, overage) INTO r.overage;
      overage := r.overage;
    END IF;
    RETURN NEXT;
  END LOOP;

  UPDATE modelrouter_reservation SET state = v_state, expires_at = NULL, settled_at = v_now, reason = p_reason,
      charged = r.charged + v_actual, overage = r.overage
    WHERE id = p_id;
END
$$;

-- Expires the earliest hold that is due and that nobody is at: 1. None is: 0. Its charge does not fit: it gets another hour,
-- so that it stops neither the others nor loses its cost, and the answer is -1.
CREATE FUNCTION modelrouter_expire(p_now BIGINT) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
  v_now CONSTANT BIGINT := modelrouter_now(p_now);
  v_id TEXT;
BEGIN
  SELECT id INTO v_id FROM modelrouter_reservation WHERE state = 'HELD' AND expires_at <= v_now
    ORDER BY expires_at, id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  BEGIN
    PERFORM modelrouter_settle(v_id, 'EXPIRE', 0, NULL, v_now);
    RETURN 1;
  EXCEPTION WHEN numeric_value_out_of_range THEN
    UPDATE modelrouter_reservation SET expires_at = v_now + 3600000000 WHERE id = v_id;
    RETURN -1;
  END;
END
$$;
