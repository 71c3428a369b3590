-- Words and numbers as people type them, made into values. Loaded before every step; part of every fingerprint.

-- Trimmed, inner blanks collapsed; empty is null. Most texts are printable ASCII without such blanks and pass as they are.
CREATE OR REPLACE MACRO clean(t) AS
  CASE WHEN regexp_full_match(t, '[!-~]( ?[!-~])*') THEN t ELSE nullif(trim(regexp_replace(t, '[\s\x{00A0}]+', ' ', 'g')), '') END;

-- A vocabulary word of clean text: upper case; the words that say nothing are null. IN would become a join per column.
CREATE OR REPLACE MACRO word(t) AS
  CASE WHEN list_contains(['UNKNOWN', 'UNKNOWN/NA', 'NULL', 'NAN', 'N/A', 'NA', 'NONE GIVEN'], upper(t)) THEN NULL ELSE upper(t) END;

-- Whole numbers, also written as 30.0; a fraction is not one. A cast alone would round it.
CREATE OR REPLACE MACRO whole(t) AS
  CASE WHEN try_cast(t AS BIGINT) = try_cast(t AS DOUBLE) THEN try_cast(t AS BIGINT) END;

-- A finite number with a decimal point.
CREATE OR REPLACE MACRO number(t) AS
  CASE WHEN isfinite(try_cast(t AS DOUBLE)) THEN try_cast(t AS DOUBLE) END;

-- A number that may be written with a decimal comma.
CREATE OR REPLACE MACRO number_comma(t) AS
  number(replace(t, ',', '.'));

-- Y/N flags.
CREATE OR REPLACE MACRO flag(t) AS
  CASE WHEN list_contains(['Y', 'YES', 'TRUE', '1'], upper(trim(t))) THEN true
       WHEN list_contains(['N', 'NO', 'FALSE', '0'], upper(trim(t))) THEN false END;

-- Days since 1899-12-30, as spreadsheets store times (1900 date system); to the second. 1955 to 2119 only: other numbers are no dates.
CREATE OR REPLACE MACRO excel_time(t) AS
  CASE WHEN try_cast(t AS DOUBLE) BETWEEN 20000 AND 80000
       THEN TIMESTAMP '1899-12-30' + to_seconds(round(try_cast(t AS DOUBLE) * 86400)::BIGINT) END;

-- A time as ISO 8601, US month/day/year, or a spreadsheet serial.
CREATE OR REPLACE MACRO moment(t) AS
  coalesce(try_cast(t AS TIMESTAMP), try_strptime(trim(t), ['%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y']), excel_time(t));

-- A JSON array of texts; anything else is null.
CREATE OR REPLACE MACRO json_words(t) AS
  CASE WHEN json_valid(t) AND json_type(t) = 'ARRAY' THEN from_json(t, '["VARCHAR"]') END;
