-- What tells the form of a raw column, and the plain text that its values become. Names end with _form: no feed needs them.

-- Whether a time may go to a feed as it is: ISO 8601 with a time of day that a day has, or a serial number. {z} allows a Z where local is UTC.
CREATE OR REPLACE MACRO is_plain_time_form(t, z) AS
  regexp_full_match(t, CASE WHEN z THEN '\d{4}-\d\d-\d\d([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?Z?)?|\d{5}(\.\d+)?|' ELSE '\d{4}-\d\d-\d\d([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?|\d{5}(\.\d+)?|' END);

CREATE OR REPLACE MACRO is_plain_clock_form(t) AS
  regexp_full_match(t, '(([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?');

CREATE OR REPLACE MACRO is_plain_number_form(t) AS
  regexp_full_match(t, '[-+]?\d*\.?\d*([eE][-+]?\d+)?');

-- Which order of day and month a date in figures proves: day, month, open (both are possible), same (both are one), or null for no such date.
CREATE OR REPLACE MACRO date_clue_form(t) AS
  CASE WHEN regexp_matches(t, '^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}($|[^0-9])') THEN
    CASE WHEN try_cast(regexp_extract(t, '(\d+)[/.-](\d+)', 1) AS INTEGER) > 12 AND try_cast(regexp_extract(t, '(\d+)[/.-](\d+)', 2) AS INTEGER) <= 12 THEN 'day'
         WHEN try_cast(regexp_extract(t, '(\d+)[/.-](\d+)', 2) AS INTEGER) > 12 AND try_cast(regexp_extract(t, '(\d+)[/.-](\d+)', 1) AS INTEGER) <= 12 THEN 'month'
         WHEN try_cast(regexp_extract(t, '(\d+)[/.-](\d+)', 1) AS INTEGER) = try_cast(regexp_extract(t, '(\d+)[/.-](\d+)', 2) AS INTEGER) THEN 'same'
         WHEN try_cast(regexp_extract(t, '(\d+)[/.-](\d+)', 1) AS INTEGER) <= 12 THEN 'open' END END;

CREATE OR REPLACE MACRO is_dotted_form(t) AS
  regexp_matches(t, '^\s*\d{1,2}\.\d{1,2}\.\d{4}');

CREATE OR REPLACE MACRO is_instant_form(t) AS
  regexp_matches(t, '[T ]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d\d(:?\d\d)?)$');

-- Year, month and day in that order; the rest as it came. `parts` is \3-\2-\1 or \3-\1-\2.
CREATE OR REPLACE MACRO dated_form(t, parts) AS
  trim(regexp_replace(regexp_replace(trim(t), '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\.?[,T ]*', parts || ' '), '^(\d{4})[/.](\d{1,2})[/.](\d{1,2})', '\1-\2-\3'));

-- An offset as +hh:mm, and seconds, without which a cast refuses it.
CREATE OR REPLACE MACRO offset_form(d) AS
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(upper(d), '\s*(Z|UTC|GMT)$', '+00:00'), '\s*([+-]\d\d)$', '\1:00'), '\s*([+-]\d\d)(\d\d)$', '\1:\2'), '([T ]\d{1,2}:\d\d)([+-])', '\1:00\2');

-- Whether the day can be read and the time of day cannot.
CREATE OR REPLACE MACRO has_lost_hour_form(d) AS
  regexp_full_match(d, '\d{4}-\d{1,2}-\d{1,2}[T, ]+-?[\d:.]+( ?[AaPp]\.?[Mm]\.?)?')
  AND NOT regexp_full_match(d, '\d{4}-\d{1,2}-\d{1,2}[T ]+(([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?|(0?[1-9]|1[0-2]):[0-5]\d(:[0-5]\d)? ?[AaPp]\.?[Mm]\.?)');

CREATE OR REPLACE MACRO local_form(d, zone) AS
  CASE WHEN regexp_full_match(d, '\d{4}-\d{1,2}-\d{1,2}') THEN try_cast(d AS DATE)::VARCHAR
       WHEN regexp_full_match(d, '\d{4}-\d{1,2}-\d{1,2}[T ]+([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?') THEN try_cast(regexp_replace(d, '[T ]+', ' ') AS TIMESTAMP)::VARCHAR
       WHEN is_instant_form(d) THEN timezone(zone, try_cast(offset_form(d) AS TIMESTAMPTZ))::VARCHAR
       WHEN has_lost_hour_form(d) THEN try_cast(regexp_extract(d, '^\d{4}-\d{1,2}-\d{1,2}') AS DATE)::VARCHAR
       ELSE try_strptime(regexp_replace(upper(replace(d, '.', '')), ' ?([AP]M)$', ' \1'), ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p'])::VARCHAR END;

-- A time as the file has it, as local ISO 8601; what is none passes as it is and is refused where it is typed.
CREATE OR REPLACE MACRO time_form(t, parts, zone) AS
  coalesce(local_form(dated_form(t, parts), zone), t);

CREATE OR REPLACE MACRO sign_form(t) AS
  CASE WHEN NOT (starts_with(t, '(') OR suffix(t, '-')) THEN t
       WHEN regexp_full_match(t, '\([^-+()]+\)') THEN '-' || t[2:-2] WHEN regexp_full_match(t, '[^-+()]*\d-') THEN '-' || t[:-2] ELSE t END;

CREATE OR REPLACE MACRO group_form(t) AS
  CASE WHEN regexp_full_match(t, '[-+]?\d{1,3}([ \x{00A0}\x{202F}\x{2009}''’]\d{3})+([.,]\d*)?') THEN regexp_replace(t, '[ \x{00A0}\x{202F}\x{2009}''’]', '', 'g') ELSE t END;

-- Figures with nothing but blanks around them, as nearly all are: what the forms below make of them is known without taking them apart.
-- With a comma as the decimal mark a point would part thousands, so only whole numbers are such figures then.
CREATE OR REPLACE MACRO is_bare_form(t, comma) AS
  regexp_full_match(t, CASE WHEN comma THEN '[ \t]*[-+]?\d+[ \t]*' ELSE '[ \t]*[-+]?(\d+\.?\d*|\.\d+)[ \t]*' END);

CREATE OR REPLACE MACRO bare_form(t) AS
  trim(t, ' ' || chr(9));

-- Figures without blanks and a currency around them.
CREATE OR REPLACE MACRO peel_form(t) AS
  CASE WHEN is_bare_form(t, false) THEN bare_form(t) ELSE regexp_replace(regexp_replace(replace(trim(t, chr(9) || chr(10) || chr(13) || chr(32) || chr(160)), '−', '-'),
    '^([-+(]?)[\s\x{00A0}\x{202F}]*(€|\$|£|¥|₹|R\$|US\$|EUR|USD|GBP|CHF|JPY|BRL|INR|UGX)?[\s\x{00A0}\x{202F}]*([-+]?)[\s\x{00A0}]*', '\1\3'),
    '[\s\x{00A0}\x{202F}]*(€|\$|£|¥|₹|EUR|USD|GBP|CHF|JPY|BRL|INR|UGX)?[\s\x{00A0}\x{202F}]*([-)]?)$', '\2') END;

-- Which decimal mark a number proves: comma, point, open comma, open point (a mark before three figures may part thousands), or null for neither.
CREATE OR REPLACE MACRO number_clue_form(b) AS
  CASE WHEN NOT contains(b, '.') AND NOT contains(b, ',') THEN NULL
       WHEN regexp_full_match(b, '[-+]?(\d+\.\d*|\.\d+)') THEN CASE WHEN regexp_full_match(b, '[-+]?[1-9]\d{0,2}\.\d{3}') THEN 'open point' ELSE 'point' END
       WHEN NOT regexp_full_match(b, '[-+]?[\d.,]*\d[\d.,]*([eE][-+]?\d+)?') THEN NULL
       WHEN regexp_full_match(b, '[-+]?[1-9]\d{0,2},\d{3}') THEN 'open comma'
       WHEN regexp_full_match(b, '[-+]?[1-9]\d{0,2}\.\d{3}') THEN 'open point'
       WHEN regexp_full_match(b, '[-+]?\d*,\d+([eE][-+]?\d+)?|[-+]?\d{1,3}(\.\d{3})+,\d*|[-+]?\d{1,3}(\.\d{3}){2,}') THEN 'comma'
       WHEN regexp_full_match(b, '[-+]?\d*\.\d*([eE][-+]?\d+)?|[-+]?\d{1,3}(,\d{3})+\.\d*|[-+]?\d{1,3}(,\d{3}){2,}') THEN 'point' END;

CREATE OR REPLACE MACRO pointed_form(b, t, comma) AS
  CASE WHEN comma AND regexp_full_match(b, '[-+]?\d{1,3}(\.\d{3})+(,\d*)?') THEN replace(replace(b, '.', ''), ',', '.')
       WHEN comma AND regexp_full_match(b, '[-+]?\d*,\d+([eE][-+]?\d+)?') THEN replace(b, ',', '.')
       WHEN NOT comma AND regexp_full_match(b, '[-+]?\d{1,3}(,\d{3})+(\.\d*)?') THEN replace(b, ',', '')
       WHEN is_plain_number_form(b) AND b <> '' THEN b
       ELSE t END;

-- A number as the file has it, with a decimal point and nothing else; what is none passes as it is and is refused where it is typed.
-- Lists of one, because each step names its argument several times and would be planned as often within the next.
CREATE OR REPLACE MACRO number_form(t, comma) AS
  CASE WHEN is_bare_form(t, comma) THEN bare_form(t)
       ELSE list_transform(list_transform(list_transform([peel_form(t)], lambda p: sign_form(p)), lambda s: group_form(s)), lambda b: pointed_form(b, t, comma))[1] END;

-- A float export writes every id of a column that has gaps as 1200.0.
CREATE OR REPLACE MACRO id_form(t) AS
  CASE WHEN regexp_full_match(t, '\s*\d+\.0\s*') THEN trim(t)[:-3] ELSE t END;
