/**
 * The definition of a pipeline, from text to a form without defaults.
 *
 * <p>{@link io.orbit.schemas.pipeline.BundleReader} joins files, {@link io.orbit.schemas.pipeline.DefinitionValidator}
 * finds every problem at once and gives a {@link io.orbit.schemas.pipeline.ResolvedPipeline},
 * {@link io.orbit.schemas.pipeline.Params} checks the values of a run. What steps can do comes from
 * {@link io.orbit.schemas.pipeline.MethodCatalog}.
 */
@NullMarked
package io.orbit.schemas.pipeline;

import org.jspecify.annotations.NullMarked;
