-- One row per call_row as the lake keeps it: with all that its leg and its measurement say, so that weeks can be made anew.
-- Ids that another column says already are kept as an empty text.
-- Inputs: call_row, raw_leg, raw_media.
SELECT
    c.* EXCLUDE (rid, mid, media_id, needs_leg)
        REPLACE (CASE WHEN c.call_id = coalesce(l.correlation_id, 'report ' || l.report_id) THEN '' ELSE c.call_id END AS call_id),
    l.report_id, l.correlation_id, l.answered_at, l.user_name, l.user_type, l.client_type, l.sub_client_type, l.os_type,
    l.model, l.original_reason, l.redirect_reason, l.related_reason, l.recording_result, l.answered, l.answer_indicator,
    l.extra,
    CASE WHEN c.media_id = coalesce(m.leg_id, m.report_id) THEN '' ELSE c.media_id END AS media_id,
    m.leg_id AS m_leg_id,
    CASE WHEN m.report_id = l.report_id THEN '' ELSE m.report_id END AS m_report_id,
    CASE WHEN m.correlation_id = l.correlation_id THEN '' ELSE m.correlation_id END AS m_correlation_id,
    m.started_at AS m_started_at, m.endpoint_type AS m_endpoint_type, m.client_type AS m_client_type,
    m.sub_client_type AS m_sub_client_type, m.os_type AS m_os_type, m.model AS m_model, m.extra AS m_extra,
    c.needs_leg
FROM call_row c
LEFT JOIN raw_leg l ON l.rid = c.rid
LEFT JOIN raw_media m ON m.mid = c.mid
ORDER BY c.customer_id, c.user_key, c.started_at
