-- One row per leg of a week with what was measured of it, and per measurement that has no leg in the week.
-- The first row of each call carries what is true of the call as a whole, so that weeks are added up without joining calls:
-- the largest measurements (one limit exceeded anywhere makes the call poor), whether it was connected, its features.
-- rid and mid are the numbers of its leg and its measurement in raw_leg and raw_media, which hold everything else;
-- words and m_words the numbers of what they say in words. call_id is empty where the leg says it.
-- Inputs: leg, media_resolved, queue_outcome. $quality_least_seconds$: shorter media is not rated.
WITH attached AS (
    SELECT * FROM media_resolved WHERE place_on_leg = 1
),
joined AS (
    SELECT
        l.rid, m.mid, l.customer_id, l.call_id, l.user_key, l.user_kind, l.started_at, l.seconds, 1 AS is_leg,
        l.is_connected, l.features, l.is_queue, l.queue, m.endpoint_type, m.packet_loss, m.jitter, m.latency,
        m.media_seconds, m.mid IS NOT NULL AS has_media, m.media_id, coalesce(m.needs_leg, 0) AS needs_leg,
        l.words, m.words AS m_words
    FROM leg l
    LEFT JOIN attached m ON m.leg_rid = l.rid
    UNION ALL
    SELECT
        1000000000000000000 + m.mid, m.mid, m.customer_id, m.call_id, NULL, 0, m.started_at, NULL, 0,
        0, 0, 0, NULL, m.endpoint_type, m.packet_loss, m.jitter, m.latency,
        m.media_seconds, true, m.media_id, m.needs_leg,
        NULL, m.words
    FROM media_resolved m
    WHERE m.place_on_leg IS DISTINCT FROM 1
),
measured AS (
    SELECT
        *,
        CASE WHEN has_media AND (packet_loss IS NOT NULL OR jitter IS NOT NULL OR latency IS NOT NULL)
            AND coalesce(media_seconds >= $quality_least_seconds$, true) THEN 1 ELSE 0 END AS is_rated
    FROM joined
),
called AS (
    SELECT
        min(rid) AS first_rid,
        max(is_connected) AS connected,
        max(is_rated) AS rated,
        max(CASE WHEN is_rated = 1 THEN packet_loss END) AS loss,
        max(CASE WHEN is_rated = 1 THEN jitter END) AS jitter,
        max(CASE WHEN is_rated = 1 THEN latency END) AS latency,
        bit_or(features) AS features
    FROM measured
    GROUP BY customer_id, call_id
),
answered AS (
    SELECT min(rid) AS rid
    FROM measured
    WHERE is_connected = 1 AND user_kind > 0 AND user_key IS NOT NULL
    GROUP BY customer_id, call_id, user_key
)
SELECT
    r.rid,
    r.mid,
    r.customer_id::INTEGER AS customer_id,
    r.user_key,
    r.user_kind::TINYINT AS user_kind,
    r.started_at::DATE AS day,
    (1 << dayofweek(r.started_at)::INTEGER)::TINYINT AS day_bit,
    r.started_at,
    r.seconds::BIGINT AS seconds,
    r.is_leg::TINYINT AS is_leg,
    r.is_connected::TINYINT AS is_connected,
    (c.first_rid IS NOT NULL AND r.is_leg = 1)::TINYINT AS opens_call,
    (a.rid IS NOT NULL)::TINYINT AS opens_user_call,
    r.features::INTEGER AS features,
    r.is_queue::TINYINT AS is_queue,
    r.queue,
    coalesce(q.outcome, 0)::TINYINT AS queue_outcome,
    q.wait_seconds::DOUBLE AS wait_seconds,
    r.has_media::TINYINT AS has_media,
    r.is_rated::TINYINT AS is_rated,
    r.endpoint_type,
    r.packet_loss,
    r.jitter,
    r.latency,
    r.media_seconds,
    (c.first_rid IS NOT NULL)::TINYINT AS heads_call,
    coalesce(c.connected, 0)::TINYINT AS call_connected,
    coalesce(c.rated, 0)::TINYINT AS call_rated,
    c.loss AS call_loss,
    c.jitter AS call_jitter,
    c.latency AS call_latency,
    coalesce(c.features, 0)::INTEGER AS call_features,
    CASE r.is_leg WHEN 1 THEN '' ELSE r.call_id END AS call_id,
    r.media_id,
    r.words,
    r.m_words,
    r.needs_leg::TINYINT AS needs_leg
FROM measured r
LEFT JOIN called c ON c.first_rid = r.rid
LEFT JOIN answered a ON a.rid = r.rid
LEFT JOIN queue_outcome q ON q.rid = r.rid
