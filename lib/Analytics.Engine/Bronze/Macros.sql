-- Words and numbers as people type them, made into values. Loaded before every step; part of every fingerprint.

-- Words that stand for no value, in any case. Most texts are longer and are told by that.
CREATE OR REPLACE MACRO missing(t) AS
  CASE WHEN strlen(t) <= 6 THEN list_contains(['', '-', 'NA', 'N/A', '#N/A', 'NAN', 'NAT', 'NULL', 'NONE', '<NA>'], upper(trim(t))) ELSE coalesce(trim(t) = '', false) END;

-- Trimmed, inner blanks collapsed; empty is null. Most texts are printable ASCII without such blanks and pass as they are.
CREATE OR REPLACE MACRO tidy(t) AS
  CASE WHEN regexp_full_match(t, '[!-~]( ?[!-~])*') THEN t ELSE nullif(trim(regexp_replace(t, '[\s\x{00A0}]+', ' ', 'g')), '') END;

-- The same, and a word that stands for no value is null. Not for vocabularies in which NONE is a word.
CREATE OR REPLACE MACRO clean(t) AS
  CASE WHEN missing(t) THEN NULL ELSE tidy(t) END;

-- A vocabulary word of tidy text: upper case; the words that say nothing are null. IN would become a join per column.
CREATE OR REPLACE MACRO word(t) AS
  CASE WHEN list_contains(['UNKNOWN', 'UNKNOWN/NA', 'NULL', 'NAN', 'NAT', 'N/A', '#N/A', 'NA', '<NA>', '-', 'NONE GIVEN'], upper(t)) THEN NULL ELSE upper(t) END;

-- The same of a name, or of a vocabulary in which NONE is no word: None is what programs print where nothing is.
CREATE OR REPLACE MACRO term(t) AS
  CASE WHEN missing(t) THEN NULL ELSE word(t) END;

-- A text that a cast may take for a number. The underscore is a digit mark of programs, not of people; a cast alone accepts it.
CREATE OR REPLACE MACRO figures(t) AS
  CASE WHEN typeof(t) = 'VARCHAR' AND contains(t::VARCHAR, '_') THEN NULL ELSE t END;

-- Whole numbers, also written as 30.0; a fraction is not one. A cast alone would round it.
CREATE OR REPLACE MACRO whole(t) AS
  CASE WHEN try_cast(figures(t) AS BIGINT) = try_cast(t AS DOUBLE) THEN try_cast(t AS BIGINT) END;

-- A finite number with a decimal point.
CREATE OR REPLACE MACRO number(t) AS
  CASE WHEN isfinite(try_cast(figures(t) AS DOUBLE)) THEN try_cast(t AS DOUBLE) END;

-- Yes and no, also as programs print them; tools that know no missing flag write 0.0 and 1.0.
CREATE OR REPLACE MACRO flag(t) AS
  CASE WHEN list_contains(['Y', 'YES', 'T', 'TRUE', '1', '1.0'], upper(trim(t::VARCHAR))) THEN true
       WHEN list_contains(['N', 'NO', 'F', 'FALSE', '0', '0.0'], upper(trim(t::VARCHAR))) THEN false END;

-- Days since 1899-12-30, as spreadsheets store times (1900 date system); to the second. 1955 to 2119 only: other numbers are no dates.
CREATE OR REPLACE MACRO excel_time(t) AS
  CASE WHEN try_cast(figures(t) AS DOUBLE) BETWEEN 20000 AND 80000
       THEN TIMESTAMP '1899-12-30' + to_seconds(round(try_cast(t AS DOUBLE) * 86400)::BIGINT) END;

-- A time as ISO 8601 without a zone, or a spreadsheet serial: what a column of kind Time holds.
CREATE OR REPLACE MACRO moment(t) AS
  coalesce(try_cast(t AS TIMESTAMP), excel_time(t));

-- A time of day of its own column, as HH:MM[:SS], with AM or PM, or a spreadsheet's share of a day; null for what is none, such as -1 or 24:00.
CREATE OR REPLACE MACRO clock(t) AS
  CASE WHEN regexp_full_match(trim(t), '([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?') THEN trim(t)
       WHEN regexp_full_match(trim(t), '(0?[1-9]|1[0-2]):[0-5]\d(:[0-5]\d)? ?[AaPp]\.?[Mm]\.?') THEN strftime(try_strptime(regexp_replace(upper(replace(trim(t), '.', '')), ' ?([AP]M)$', ' \1'), ['%I:%M:%S %p', '%I:%M %p']), '%H:%M:%S')
       WHEN regexp_full_match(trim(t), '0?\.\d+') THEN strftime(TIMESTAMP '2000-01-01' + to_seconds(round(try_cast(t AS DOUBLE) * 86400)::BIGINT), '%H:%M:%S') END;

-- An id that a spreadsheet rounded to 2.00512E+12: no one can say which it was. 12E2 is an id.
CREATE OR REPLACE MACRO ruined(t) AS
  coalesce(contains(upper(t), 'E') AND regexp_full_match(trim(t), '-?\d\.\d+[eE][+-]\d+'), false);

-- A JSON array of texts, without those that say that nothing is there; anything else is null. NONE is a word of some vocabularies.
CREATE OR REPLACE MACRO json_words(t) AS
  CASE WHEN json_valid(t) AND json_type(t) = 'ARRAY' THEN list_filter(from_json(t, '["VARCHAR"]'), lambda w: NOT missing(w) OR upper(trim(w)) = 'NONE') END;
