/** The plan file: from YAML, checked by the JSON schema that its records give, to a plan. */
@NullMarked
package io.evalstream.jobs.plan;

import org.jspecify.annotations.NullMarked;
