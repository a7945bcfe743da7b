-- What SQLite knows and Postgres doesn't, under the same names, so that the desk's statements are written once.

-- The larger and the smaller of two; null where one of them is.
CREATE FUNCTION max(BIGINT, BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN $1 > $2 THEN $1 ELSE $2 END $$;
CREATE FUNCTION min(BIGINT, BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN $1 < $2 THEN $1 ELSE $2 END $$;
CREATE FUNCTION max(DOUBLE PRECISION, DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN $1 > $2 THEN $1 ELSE $2 END $$;
CREATE FUNCTION min(DOUBLE PRECISION, DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN $1 < $2 THEN $1 ELSE $2 END $$;
CREATE FUNCTION max(DOUBLE PRECISION, DOUBLE PRECISION, DOUBLE PRECISION) RETURNS DOUBLE PRECISION
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT max(max($1, $2), $3) $$;

CREATE FUNCTION iif(BOOLEAN, ANYCOMPATIBLE, ANYCOMPATIBLE) RETURNS ANYCOMPATIBLE LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN $1 THEN $2 ELSE $3 END $$;

CREATE FUNCTION hex(BYTEA) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT upper(encode($1, 'hex')) $$;
CREATE FUNCTION zeroblob(BIGINT) RETURNS BYTEA LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT decode(repeat('00', $1::INTEGER), 'hex') $$;

-- The value of a key of an object, as text.
CREATE FUNCTION json_key(TEXT, TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT $1::JSON ->> $2 $$;
CREATE OPERATOR ->> (LEFTARG = TEXT, RIGHTARG = TEXT, FUNCTION = json_key);
-- The value at a path as `$.page.url`, as text.
CREATE FUNCTION json_extract(TEXT, TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT $1::JSON #>> string_to_array(substr($2, 3), '.') $$;
-- The values of an array, as text.
CREATE FUNCTION json_each(TEXT) RETURNS TABLE (value TEXT) LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT json_array_elements_text($1::JSON) $$;
-- The keys and values of an object at a path, as text; none where there is no object.
CREATE FUNCTION json_each(TEXT, TEXT) RETURNS TABLE (key TEXT, value TEXT) LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT * FROM json_each_text(CASE json_typeof($1::JSON #> string_to_array(substr($2, 3), '.'))
        WHEN 'object' THEN $1::JSON #> string_to_array(substr($2, 3), '.') ELSE '{}' END) $$;
-- An array with one number more at its end, which is what the path `$[#]` means.
CREATE FUNCTION json_insert(TEXT, TEXT, BIGINT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT ($1::JSONB || to_jsonb($3))::TEXT $$;
-- An array of texts in their order; an empty one of none.
CREATE FUNCTION json_group_step(JSONB, TEXT) RETURNS JSONB LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT $1 || jsonb_build_array($2) $$;
CREATE FUNCTION json_group_end(JSONB) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT $1::TEXT $$;
CREATE AGGREGATE json_group_array(TEXT) (
    SFUNC = json_group_step, STYPE = JSONB, INITCOND = '[]', FINALFUNC = json_group_end
);
