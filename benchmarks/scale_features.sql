-- The 21 features of events and hours as somebody would write them by hand for DuckDB, for as-of days that are first days
-- of months: an event comes in at the first month after it has happened and is known, and goes out when its window has
-- left it behind; running sums over each person's months.
CREATE TEMP TABLE people AS
SELECT e.employee_id, d.as_of
FROM employees e JOIN days d ON e.hire_date < d.as_of AND e.known_at < d.as_of
    LEFT JOIN exits x ON x.employee_id = e.employee_id AND x.known_at < d.as_of
WHERE x.last_day IS NULL OR x.last_day >= d.as_of;

CREATE MACRO month_after(day) AS CAST(date_trunc('month', day) + INTERVAL 1 MONTH AS DATE);
CREATE MACRO first_month() AS (SELECT min(as_of) FROM days);
CREATE MACRO seen_from(day, known) AS greatest(month_after(greatest(day, known)), first_month());
CREATE MACRO out_of_months(day, n) AS CAST(date_trunc('month', day) + to_months(n + 1) AS DATE);
CREATE MACRO out_of_days(day, n) AS month_after(day + n);

CREATE TEMP TABLE contacts AS
WITH events AS (
    SELECT to_employee_id AS employee_id, event_date, known_at, true AS thanks FROM recognition
    UNION ALL SELECT employee_id, event_date, known_at, false FROM one_on_ones
), placed AS (
    SELECT employee_id, thanks, event_date, seen_from(event_date, known_at) AS seen,
        out_of_months(event_date, 12) AS left_12m, out_of_days(event_date, 90) AS left_90d
    FROM events
), steps AS (
    SELECT employee_id, seen AS as_of, NULL::DATE AS day, thanks, (seen < left_12m)::INT AS n_12m,
        (seen < left_90d)::INT AS n_90d, event_date, false AS there FROM placed
    UNION ALL SELECT employee_id, left_12m, NULL, thanks, -1, 0, NULL, false FROM placed WHERE seen < left_12m
    UNION ALL SELECT employee_id, left_90d, NULL, thanks, 0, -1, NULL, false FROM placed WHERE seen < left_90d
    UNION ALL SELECT employee_id, as_of, as_of, NULL, 0, 0, NULL, true FROM people
), months AS (
    SELECT employee_id, as_of, bool_or(there) AS there,
        sum(n_12m) FILTER (thanks) AS thanks_12m, sum(n_90d) FILTER (thanks) AS thanks_90d,
        max(event_date) FILTER (thanks) AS thanked,
        sum(n_12m) FILTER (NOT thanks) AS met_12m, sum(n_90d) FILTER (NOT thanks) AS met_90d,
        max(event_date) FILTER (NOT thanks) AS met
    FROM steps WHERE as_of <= (SELECT max(as_of) FROM days) GROUP BY ALL
)
SELECT employee_id, as_of, coalesce(sum(thanks_12m) OVER so_far, 0) AS recognition_12m,
    coalesce(sum(thanks_90d) OVER so_far, 0) AS recognition_90d, as_of - max(thanked) OVER so_far AS days_since_recognition,
    coalesce(sum(met_12m) OVER so_far, 0) AS one_on_ones_12m, coalesce(sum(met_90d) OVER so_far, 0) AS one_on_ones_90d,
    as_of - max(met) OVER so_far AS days_since_one_on_one
FROM months
WINDOW so_far AS (PARTITION BY employee_id ORDER BY as_of ROWS UNBOUNDED PRECEDING)
QUALIFY there;

CREATE TEMP TABLE company_events AS
WITH placed AS (
    SELECT *, seen_from(event_date, known_at) AS seen, out_of_months(event_date, 6) AS left_6m,
        out_of_months(event_date, 12) AS left_12m
    FROM engagement_events WHERE kind IN ('town_hall', 'social', 'training', 'mentoring', 'volunteering')
), steps AS (
    SELECT employee_id, seen AS as_of, mandatory, attended, kind, (seen < left_6m)::INT AS n_6m, (seen < left_12m)::INT AS n_12m,
        event_date, false AS there FROM placed
    UNION ALL SELECT employee_id, left_6m, mandatory, attended, kind, -1, 0, NULL, false FROM placed WHERE seen < left_6m
    UNION ALL SELECT employee_id, left_12m, mandatory, attended, kind, 0, -1, NULL, false FROM placed WHERE seen < left_12m
    UNION ALL SELECT employee_id, as_of, NULL, NULL, NULL, 0, 0, NULL, true FROM people
), months AS (
    SELECT employee_id, as_of, bool_or(there) AS there,
        sum(n_6m) FILTER (NOT mandatory) AS invited_6m, sum(n_6m) FILTER (NOT mandatory AND attended) AS came_6m,
        sum(n_12m) FILTER (NOT mandatory) AS invited_12m, sum(n_12m) FILTER (NOT mandatory AND attended) AS came_12m,
        sum(n_12m) FILTER (mandatory) AS obliged, sum(n_12m) FILTER (mandatory AND attended) AS obeyed,
        sum(n_12m) FILTER (attended AND kind = 'training') AS training,
        sum(n_12m) FILTER (attended AND kind = 'mentoring') AS mentoring,
        max(event_date) FILTER (attended AND NOT mandatory) AS last_came
    FROM steps WHERE as_of <= (SELECT max(as_of) FROM days) GROUP BY ALL
), running AS (
    SELECT employee_id, as_of, sum(invited_6m) OVER so_far AS invited_6m, sum(came_6m) OVER so_far AS came_6m,
        sum(invited_12m) OVER so_far AS invited_12m, sum(came_12m) OVER so_far AS came_12m,
        sum(obliged) OVER so_far AS obliged, sum(obeyed) OVER so_far AS obeyed, sum(training) OVER so_far AS training,
        sum(mentoring) OVER so_far AS mentoring, max(last_came) OVER so_far AS last_came
    FROM months
    WINDOW so_far AS (PARTITION BY employee_id ORDER BY as_of ROWS UNBOUNDED PRECEDING)
    QUALIFY there
)
SELECT employee_id, as_of, coalesce(came_6m, 0) / nullif(invited_6m, 0) AS event_attendance_6m,
    coalesce(came_6m, 0) / nullif(invited_6m, 0)
        - (coalesce(came_12m, 0) - coalesce(came_6m, 0)) / nullif(invited_12m - coalesce(invited_6m, 0), 0)
        AS event_attendance_trend,
    coalesce(invited_6m, 0) AS event_invitations_6m, coalesce(obeyed, 0) / nullif(obliged, 0) AS mandatory_attendance_12m,
    coalesce(training, 0) AS training_events_12m, coalesce(mentoring, 0) AS mentoring_events_12m,
    as_of - last_came AS days_since_event
FROM running;

CREATE TEMP TABLE hours AS
WITH versions AS (
    SELECT *, lead(known_at) OVER (PARTITION BY employee_id, month ORDER BY known_at) AS corrected_at FROM worked_hours
)
SELECT v.employee_id, d.as_of,
    sum(worked::DECIMAL(18, 4)) FILTER (months <= 3)::DOUBLE / sum(contracted::DECIMAL(18, 4)) FILTER (months <= 3)::DOUBLE - 1
        AS overtime_ratio_3m,
    sum(worked::DECIMAL(18, 4))::DOUBLE / sum(contracted::DECIMAL(18, 4))::DOUBLE - 1 AS overtime_ratio_12m,
    overtime_ratio_3m - (sum(worked::DECIMAL(18, 4)) FILTER (months BETWEEN 4 AND 6)::DOUBLE
        / sum(contracted::DECIMAL(18, 4)) FILTER (months BETWEEN 4 AND 6)::DOUBLE - 1) AS overtime_trend,
    max(worked / contracted) - 1 AS peak_overtime_12m,
    CASE WHEN bool_or(months <= 6) THEN count(*) FILTER (months <= 6 AND worked > contracted * 1.1) END AS long_months_6m
FROM versions v
    JOIN (SELECT as_of, months, CAST(as_of - to_months(CAST(months AS INT)) AS DATE) AS month
        FROM days, range(1, 13) m(months)) d USING (month)
WHERE v.known_at < d.as_of AND (corrected_at IS NULL OR corrected_at >= d.as_of)
GROUP BY ALL;

CREATE TEMP TABLE holidays AS
WITH versions AS (
    SELECT *, lead(known_at) OVER (PARTITION BY employee_id, start_date ORDER BY known_at) AS corrected_at
    FROM absences WHERE kind = 'holiday'
)
SELECT employee_id, as_of,
    sum(greatest(least(end_date, as_of - 1) - greatest(start_date, year_ago) + 1, 0)) AS holiday_days_12m,
    nullif(max(greatest(least(end_date, as_of - 1) - greatest(start_date, year_ago) + 1, 0)), 0) AS longest_holiday_12m,
    greatest(min(as_of - end_date), 0) AS days_since_holiday
FROM versions JOIN (SELECT as_of, CAST(as_of - INTERVAL 12 MONTH AS DATE) AS year_ago FROM days)
    ON start_date < as_of AND known_at < as_of AND (corrected_at IS NULL OR corrected_at >= as_of)
GROUP BY ALL;

CREATE TABLE features AS
SELECT p.employee_id, p.as_of, COLUMNS(c.* EXCLUDE (employee_id, as_of)), COLUMNS(e.* EXCLUDE (employee_id, as_of)),
    COLUMNS(h.* EXCLUDE (employee_id, as_of)), coalesce(l.holiday_days_12m, 0) AS holiday_days_12m, l.longest_holiday_12m,
    l.days_since_holiday
FROM people p LEFT JOIN contacts c USING (employee_id, as_of) LEFT JOIN company_events e USING (employee_id, as_of)
    LEFT JOIN hours h USING (employee_id, as_of) LEFT JOIN holidays l USING (employee_id, as_of)
ORDER BY as_of, employee_id;
