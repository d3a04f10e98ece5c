package io.orbit.connectors.s3;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket.
 *
 * @param key without slashes at its ends; empty for the whole bucket
 */
record S3Path(String bucket, String key) {
    private static final Pattern FORM = Pattern.compile("s3[an]?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/+(.*))?");
    private static final Pattern SCHEME = Pattern.compile("s3[an]?:.*");

    /** True when the text is meant for S3, be it right or wrong. */
    static boolean meant(String text) {
        return SCHEME.matcher(text).matches();
    }

    /** @throws OrbitException PARAMETER_INVALID when it is not {@code s3a://bucket/key}, or {@code s3://…} */
    static S3Path of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw invalid(
                    text, "must be s3a://bucket/key, with a bucket of 3 to 63 small letters, digits, '-' and '.'");
        }
        String key = parts.group(2) == null ? "" : parts.group(2).replaceAll("/+$", "");
        if (key.matches("(.*/)?\\.{1,2}(/.*)?")) {
            throw invalid(text, "may not hold '.' or '..' as a part: a key in S3 is no path of a file system");
        }
        return new S3Path(parts.group(1), key.replaceAll("/+", "/"));
    }

    private static OrbitException invalid(String text, String why) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, "Path '%s' %s.".formatted(text, why));
    }

    @Override
    public String toString() {
        return "s3a://" + bucket + "/" + key;
    }
}
