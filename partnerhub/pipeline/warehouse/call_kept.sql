-- One row per call_row as the lake keeps it: with all that its leg and its measurement say, so that weeks can be made anew.
-- Ids that another column says already are kept as an empty text.
-- Inputs: call_row, raw_leg, raw_media, leg_words, media_words.
SELECT
    c.* EXCLUDE (rid, mid, media_id, words, m_words, needs_leg),
    l.report_id, l.correlation_id, l.answered_at, l.user_name, w.user_type, w.client_type, w.sub_client_type, w.os_type,
    w.model, w.original_reason, w.redirect_reason, w.related_reason, w.recording_result, l.answered, l.answer_indicator,
    l.extra,
    c.media_id,
    m.leg_id AS m_leg_id,
    CASE WHEN m.report_id = l.report_id THEN '' ELSE m.report_id END AS m_report_id,
    CASE WHEN m.correlation_id = l.correlation_id THEN '' ELSE m.correlation_id END AS m_correlation_id,
    m.started_at AS m_started_at, v.endpoint_type AS m_endpoint_type, v.client_type AS m_client_type,
    v.sub_client_type AS m_sub_client_type, v.os_type AS m_os_type, v.model AS m_model, m.extra AS m_extra,
    c.needs_leg
FROM call_row c
LEFT JOIN raw_leg l ON l.rid = c.rid
LEFT JOIN raw_media m ON m.mid = c.mid
LEFT JOIN leg_words w ON w.id = c.words
LEFT JOIN media_words v ON v.id = c.m_words
ORDER BY c.customer_id, c.user_key, c.started_at
