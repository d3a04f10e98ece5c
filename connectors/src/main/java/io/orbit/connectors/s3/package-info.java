/** Amazon S3, and what speaks its protocol, through Hadoop's s3a. */
@NullMarked
package io.orbit.connectors.s3;

import org.jspecify.annotations.NullMarked;
