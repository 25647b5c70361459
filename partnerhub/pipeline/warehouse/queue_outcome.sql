-- One row per leg of a call queue: what became of the call in that queue, and after how many seconds.
-- A call that comes from one queue into the next is answered, left or hung up in the last one; the ones before overflowed.
-- Outcomes: 1 answered, 2 left a message, 3 overflowed, 4 hung up. Input: leg_near.
WITH queue_call AS (
    SELECT DISTINCT customer_id, call_id FROM leg_near WHERE is_queue = 1
),
entry AS (
    SELECT
        l.*,
        sum(l.is_queue) OVER (
            PARTITION BY l.customer_id, l.call_id ORDER BY l.started_at, l.is_queue DESC, l.report_id
            ROWS UNBOUNDED PRECEDING
        ) AS number
    FROM leg_near l
    JOIN queue_call q ON q.customer_id = l.customer_id AND q.call_id = l.call_id
),
summed AS (
    SELECT
        customer_id,
        call_id,
        number,
        max(CASE WHEN is_queue = 1 THEN rid END) AS rid,
        max(CASE WHEN is_queue = 1 THEN started_at END) AS started_at,
        max(CASE WHEN is_queue = 1 THEN coalesce(seconds, 0) END) AS seconds,
        min(CASE WHEN is_agent = 1 AND is_connected = 1 THEN coalesce(answered_at, started_at) END) AS answer_at,
        max(is_voicemail) AS has_voicemail
    FROM entry
    WHERE number > 0
    GROUP BY customer_id, call_id, number
),
judged AS (
    SELECT
        *,
        CASE WHEN answer_at IS NOT NULL THEN 1 WHEN has_voicemail = 1 THEN 2
            WHEN lead(number) OVER (PARTITION BY customer_id, call_id ORDER BY number) IS NOT NULL THEN 3 ELSE 4 END AS outcome
    FROM summed
)
SELECT
    rid,
    outcome,
    CASE WHEN outcome = 1 THEN greatest(epoch(answer_at) - epoch(started_at), 0) ELSE seconds END AS wait_seconds
FROM judged
